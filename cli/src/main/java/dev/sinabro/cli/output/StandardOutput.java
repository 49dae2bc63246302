package dev.sinabro.cli.output;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Standard output, of which a write that fails ends the command: a {@link PrintWriter} alone would go on as if all was
 * well. After the first failure it takes everything and drops it, so that what is still buffered fails no second time.
 */
public final class StandardOutput extends OutputStream {
  private static final int KIND_OF_FILE = 0170000;
  private static final int PIPE = 0010000;
  private static final int SOCKET = 0140000;

  private final OutputStream stream;
  private final Path descriptor;
  private boolean lost;

  /** @param descriptor a path by which the system says what kind of file it is */
  StandardOutput(OutputStream stream, Path descriptor) {
    this.stream = stream;
    this.descriptor = descriptor;
  }

  /** That of this process, as UTF-8; writing throws {@link OutputLostException} where it fails. */
  public static PrintWriter writer() {
    var output = new StandardOutput(new FileOutputStream(FileDescriptor.out), Path.of("/proc/self/fd/1"));
    return new PrintWriter(output, true, StandardCharsets.UTF_8);
  }

  @Override
  public void write(int octet) {
    write(new byte[] {(byte) octet}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) {
    if (lost) {
      return;
    }
    try {
      stream.write(bytes, from, length);
    } catch (IOException failed) {
      lost = true;
      throw new OutputLostException(failed, isForReader());
    }
  }

  /** A pipe fails only where nobody reads it; the words of the failure depend on the language of the system. */
  private boolean isForReader() {
    try {
      int kind = (int) Files.getAttribute(descriptor, "unix:mode") & KIND_OF_FILE;
      return kind == PIPE || kind == SOCKET;
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException unknown) {
      return false;
    }
  }
}
