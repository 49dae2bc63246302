package dev.sinabro.cli;

import dev.sinabro.cli.exit.ExitCode;
import dev.sinabro.cli.experiment.RunningTraining;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Catches Ctrl-C, termination and the loss of the terminal while a training runs: the first stops it after its present step
 * and has it write a checkpoint; the second tells so, for who cannot wait; the third ends the process at once, and leaves the
 * checkpoint before. A shutdown hook could not tell a second signal from the first.
 */
final class Interrupts implements AutoCloseable {
  private static final int AT_ONCE = 3;

  private final PrintWriter err;
  private final Map<Signal, SignalHandler> former = new LinkedHashMap<>();
  private @Nullable ExitCode caught;
  private int count;
  private @Nullable Runnable running;

  /** @param err receives what a second signal is told */
  Interrupts(PrintWriter err) {
    this.err = err;
    catching("INT", ExitCode.INTERRUPTED);
    catching("TERM", ExitCode.TERMINATED);
    catching("HUP", ExitCode.TERMINATED);
  }

  private void catching(String name, ExitCode code) {
    Signal signal = new Signal(name);
    former.put(signal, Signal.handle(signal, _ -> caught(code)));
  }

  private synchronized void caught(ExitCode code) {
    count++;
    if (count == AT_ONCE) {
      Runtime.getRuntime().halt(code.code());
    }
    if (count > 1) {
      err.println(
          "sinabro: stopping, with a checkpoint; once more ends at once and loses the steps since the last one");
      err.flush();
      return;
    }
    caught = code;
    stop();
  }

  /** Names the training that a signal stops; one that came before stops it at its first step. */
  void stopOnSignal(RunningTraining training) {
    stopOnSignal(training::stop);
  }

  /** Has a signal do what stops a loop. */
  synchronized void stopOnSignal(Runnable stop) {
    running = stop;
    if (caught != null) {
      stop();
    }
  }

  private void stop() {
    if (running != null) {
      running.run();
    }
  }

  /** The exit code of the signal that came. */
  synchronized ExitCode exitCode() {
    return caught == null ? ExitCode.INTERRUPTED : caught;
  }

  @Override
  public void close() {
    former.forEach(Signal::handle);
  }
}
