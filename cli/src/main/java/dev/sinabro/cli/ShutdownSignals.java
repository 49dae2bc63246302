package dev.sinabro.cli;

import dev.sinabro.cli.exit.ExitCode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Ends what a command serves at Ctrl-C, a termination or the loss of the terminal; a second signal ends the process at once,
 * for who cannot wait.
 */
final class ShutdownSignals implements AutoCloseable {
  private final Runnable end;
  private final Map<Signal, SignalHandler> former = new LinkedHashMap<>();
  private @Nullable ExitCode caught;

  /** @param end run at the first signal, by a thread of its own */
  ShutdownSignals(Runnable end) {
    this.end = end;
    handle("INT", ExitCode.INTERRUPTED);
    handle("TERM", ExitCode.TERMINATED);
    handle("HUP", ExitCode.TERMINATED);
  }

  private void handle(String name, ExitCode code) {
    Signal signal = new Signal(name);
    former.put(signal, Signal.handle(signal, _ -> caught(code)));
  }

  private synchronized void caught(ExitCode code) {
    if (caught != null) {
      Runtime.getRuntime().halt(code.code());
    }
    caught = code;
    Thread.ofPlatform().start(end);
  }

  /** That of the signal that came. */
  synchronized ExitCode exitCode() {
    return caught == null ? ExitCode.DONE : caught;
  }

  @Override
  public void close() {
    former.forEach(Signal::handle);
  }
}
