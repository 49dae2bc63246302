package dev.sinabro.cli.output;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Passes on what is written until that is lost, which it tells once; what comes after is dropped. Used by several threads. */
public final class ForgivingWriter extends Writer {
  private final PrintWriter writer;
  private final Consumer<OutputLostException> told;
  private @Nullable OutputLostException loss;

  /**
   * A writer.
   *
   * @param writer that may throw {@link OutputLostException}
   * @param told receives the first of these
   */
  public ForgivingWriter(PrintWriter writer, Consumer<OutputLostException> told) {
    this.writer = writer;
    this.told = told;
  }

  /** Why not all was written. */
  public Optional<OutputLostException> loss() {
    synchronized (lock) {
      return Optional.ofNullable(loss);
    }
  }

  @Override
  public void write(char[] text, int from, int length) {
    unlessLost(() -> writer.write(text, from, length));
  }

  @Override
  public void flush() {
    unlessLost(writer::flush);
  }

  @Override
  public void close() {
    flush();
  }

  private void unlessLost(Runnable written) {
    synchronized (lock) {
      if (loss != null) {
        return;
      }
      try {
        written.run();
      } catch (OutputLostException lost) {
        loss = lost;
        told.accept(lost);
      }
    }
  }
}
