package dev.sinabro.cli;

import dev.sinabro.cli.exit.ExitCode;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Catches Ctrl-C and termination while a training runs: the first stops it after its present step, the second ends the
 * process at once. A shutdown hook could not tell a second signal from the first.
 */
final class Interrupts implements AutoCloseable {
  private final AtomicReference<ExitCode> caught = new AtomicReference<>();
  private final Signal interrupt = new Signal("INT");
  private final Signal terminate = new Signal("TERM");
  private final SignalHandler formerInterrupt;
  private final SignalHandler formerTerminate;

  Interrupts(Runnable stop) {
    formerInterrupt = Signal.handle(interrupt, _ -> caught(ExitCode.INTERRUPTED, stop));
    formerTerminate = Signal.handle(terminate, _ -> caught(ExitCode.TERMINATED, stop));
  }

  private void caught(ExitCode code, Runnable stop) {
    if (!caught.compareAndSet(null, code)) {
      Runtime.getRuntime().halt(code.code());
    }
    stop.run();
  }

  /** The exit code of the signal that came. */
  Optional<ExitCode> exitCode() {
    return Optional.ofNullable(caught.get());
  }

  @Override
  public void close() {
    Signal.handle(interrupt, formerInterrupt);
    Signal.handle(terminate, formerTerminate);
  }
}
