package dev.sinabro.optim;

import dev.sinabro.graph.Tensor;
import java.util.List;

/**
 * How far a training is, as real scalars on the device.
 *
 * @param step steps done
 * @param epoch the number of the epoch, from 0
 * @param totalSteps of the training, those before a pause included
 * @param memory what a schedule remembers from epoch to epoch, as its {@link Schedule#memory} says
 */
public record Progress(Tensor step, Tensor epoch, Tensor totalSteps, List<Tensor> memory) {
  /** Keeps a copy of the list. */
  public Progress {
    memory = List.copyOf(memory);
  }

  /** The progress of what begins some steps later. */
  Progress from(int steps) {
    return new Progress(step.sub(steps), epoch, totalSteps.sub(steps), memory);
  }

  /** The progress of what begins some steps later and has so many steps. */
  Progress within(int from, int steps) {
    return new Progress(step.sub(from), epoch, step.graph().constant((double) steps), memory);
  }

  /** The progress with part of the memory. */
  Progress remembering(int from, int to) {
    return new Progress(step, epoch, totalSteps, memory.subList(from, to));
  }
}
