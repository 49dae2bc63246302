package dev.sinabro.cli;

import dev.sinabro.cli.exit.ExitCode;
import dev.sinabro.train.Trainer;
import org.jspecify.annotations.Nullable;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Catches Ctrl-C and termination while a training runs: the first stops it after its present step, the second ends the
 * process at once. A shutdown hook could not tell a second signal from the first.
 */
final class Interrupts implements AutoCloseable {
  private final Signal interrupt = new Signal("INT");
  private final Signal terminate = new Signal("TERM");
  private final SignalHandler formerInterrupt;
  private final SignalHandler formerTerminate;
  private @Nullable ExitCode caught;
  private @Nullable Trainer running;

  Interrupts() {
    formerInterrupt = Signal.handle(interrupt, _ -> caught(ExitCode.INTERRUPTED));
    formerTerminate = Signal.handle(terminate, _ -> caught(ExitCode.TERMINATED));
  }

  private synchronized void caught(ExitCode code) {
    if (caught != null) {
      Runtime.getRuntime().halt(code.code());
    }
    caught = code;
    stop();
  }

  /** Names the trainer that a signal stops; one that came before stops it at its first step. */
  synchronized void stopOnSignal(Trainer trainer) {
    running = trainer;
    if (caught != null) {
      stop();
    }
  }

  private void stop() {
    if (running != null) {
      running.stop();
    }
  }

  /** The exit code of the signal that came. */
  synchronized ExitCode exitCode() {
    return caught == null ? ExitCode.INTERRUPTED : caught;
  }

  @Override
  public void close() {
    Signal.handle(interrupt, formerInterrupt);
    Signal.handle(terminate, formerTerminate);
  }
}
