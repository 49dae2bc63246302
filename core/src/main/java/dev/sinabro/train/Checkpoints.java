package dev.sinabro.train;

import dev.sinabro.graph.StoredTensor;
import java.util.Map;

/**
 * When a training takes checkpoints, and where they go. It is asked on the training thread after each step, and at the last
 * one of an epoch when that has ended: its events are sent, and its loss is known to be finite.
 *
 * <pre>{@code
 * builder.checkpoints(new Checkpoints() {
 *   public boolean isDue(int epochs, int steps) { return steps % 1000 == 0; }
 *
 *   public void take(int epochs, int steps, Map<String, StoredTensor> tensors, Map<String, String> metadata) {
 *     Safetensors.write(file, tensors, metadata);
 *   }
 * })
 * }</pre>
 *
 * <p>What {@link Trainer#restore} takes of it goes on to the same bits as the training that took it.
 */
public interface Checkpoints {
  /**
   * Whether one is to be taken now. A step may take microseconds, and so may this.
   *
   * @param epochs done, over all trainings
   * @param steps done, over all trainings
   */
  boolean isDue(int epochs, int steps);

  /**
   * Takes one; the training waits for it. Where it throws, the training ends with that.
   *
   * @param epochs done, over all trainings
   * @param steps done, over all trainings
   * @param tensors all of them, where they lie: a read of one gives the values that it then has
   * @param metadata what is {@linkplain Trainer#remembered remembered}
   */
  void take(int epochs, int steps, Map<String, StoredTensor> tensors, Map<String, String> metadata);
}
