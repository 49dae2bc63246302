package dev.sinabro.cuda;

import dev.sinabro.backend.DeviceException;
import dev.sinabro.compile.Step;
import dev.sinabro.cuda.driver.Event;
import dev.sinabro.cuda.driver.Stream;

/** One step by itself: timed, and a failure told with its name. */
final class StepRun {
  private StepRun() {}

  /**
   * Runs a step and waits for it.
   *
   * @return its time on the GPU
   * @throws DeviceException where it fails, with the step and the line of code that it comes from
   */
  static long nanoseconds(Step step, ProgramMemory memory, Processor processor, Transfers transfers) {
    Stream stream = processor.stream();
    try (PlacedCalls calls = new PlacedCalls(transfers,
        table -> processor.separate(memory.works(step), table));
        Event begin = stream.event(true);
        Event end = stream.event(true)) {
      stream.record(begin);
      processor.start(calls.calls());
      stream.record(end);
      stream.synchronize();
      return Math.round(end.microsecondsSince(begin) * 1e3);
    } catch (DeviceException e) {
      throw new DeviceException("step " + step.text() + ": " + e.getMessage(), e);
    }
  }
}
