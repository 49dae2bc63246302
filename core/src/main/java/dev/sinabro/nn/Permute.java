package dev.sinabro.nn;

import dev.sinabro.graph.Tensor;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The axes of each row in another order: axis i of the result is axis {@code axes[i - 1]} of x, and axis 0, the batch, stays.
 * So [2, 1] makes [batch, b, a] of [batch, a, b].
 *
 * @param axes the numbers from 1 on, each once
 */
public record Permute(List<Integer> axes) implements Layer {
  /** Checks that each is there once, and keeps a copy. */
  public Permute {
    axes = List.copyOf(axes);
    if (!axes.stream().sorted().toList().equals(IntStream.rangeClosed(1, axes.size()).boxed().toList())) {
      throw new IllegalArgumentException("a permutation to axes " + axes + "; give each number from 1 to "
          + Math.max(1, axes.size()) + " once: 0, the batch, stays where it is");
    }
  }

  @Override
  public Tensor apply(Tensor x, Scope scope) {
    if (x.shape().rank() != axes.size() + 1) {
      throw new IllegalArgumentException("a permutation to axes " + axes + " takes the batch and " + axes.size()
          + " axes, not " + x.shape());
    }
    return x.transpose(Stream.concat(Stream.of(0), axes.stream()).mapToInt(Integer::intValue).toArray());
  }

  @Override
  public String label() {
    return "permute " + axes;
  }
}
