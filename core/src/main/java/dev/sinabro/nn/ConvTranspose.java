package dev.sinabro.nn;

import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.Window;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The adjoint of a convolution, which makes images larger: [batch, inputs, positions..] to [batch, channels, extents..]
 * with extents {@code (positions - 1) * stride - before - after + span + outputPadding}. Parameters: {@code weight}
 * [inputs, channels / groups, sizes..] and {@code bias} [channels], both uniform in (-limit, limit) at first with limit
 * 1 / sqrt(channels / groups * sizes..), as in PyTorch.
 *
 * @param channels outputs, at least 1
 * @param windows one for each axis of the result; their padding is cut off
 * @param outputPadding elements that are added behind, less than the stride of each axis
 * @param groups into which inputs and outputs are divided
 * @param bias whether there is a bias
 * @param order where x and the result have their channels
 */
public record ConvTranspose(int channels, List<Window> windows, List<Integer> outputPadding, int groups, boolean bias,
    Channels order) implements Layer {
  /** Checks the ranges, and keeps copies of the lists. */
  public ConvTranspose {
    windows = List.copyOf(windows);
    outputPadding = List.copyOf(outputPadding);
    if (channels < 1 || groups < 1 || channels % groups != 0) {
      throw new IllegalArgumentException("a transposed convolution of " + channels + " channels in " + groups
          + " groups; channels must be at least 1, and a multiple of groups");
    }
  }

  /** The same with strides, one for each axis or one for all. */
  public ConvTranspose stride(int... strides) {
    return with(Spatial.with(windows, "strides", Window::stride, strides), outputPadding);
  }

  /** The same with as much cut off at both sides, a number for each axis or one for all. */
  public ConvTranspose padding(int... paddings) {
    return with(Spatial.with(windows, "paddings", (window, both) -> window.padding(both, both), paddings),
        outputPadding);
  }

  /** The same with dilations, one for each axis or one for all. */
  public ConvTranspose dilation(int... dilations) {
    return with(Spatial.with(windows, "dilations", Window::dilation, dilations), outputPadding);
  }

  /** The same with elements added behind, a number for each axis or one for all. */
  public ConvTranspose outputPadding(int... elements) {
    return with(windows, IntStream.range(0, windows.size())
        .mapToObj(axis -> elements[elements.length == 1 ? 0 : axis])
        .toList());
  }

  /** The same in groups. */
  public ConvTranspose groups(int count) {
    return new ConvTranspose(channels, windows, outputPadding, count, bias, order);
  }

  /** The same without a bias. */
  public ConvTranspose withoutBias() {
    return new ConvTranspose(channels, windows, outputPadding, groups, false, order);
  }

  /** The same for x of another order. */
  public ConvTranspose order(Channels where) {
    return new ConvTranspose(channels, windows, outputPadding, groups, bias, where);
  }

  private ConvTranspose with(List<Window> others, List<Integer> added) {
    return new ConvTranspose(channels, others, added, groups, bias, order);
  }

  @Override
  public Tensor apply(Tensor x, Scope scope) {
    return Spatial.inside(label(), windows.size(), order, x, inside -> convolved(inside, scope));
  }

  private Tensor convolved(Tensor x, Scope scope) {
    int inputs = x.shape().lastExtent();
    if (inputs == 0 || inputs % groups != 0) {
      throw new IllegalArgumentException(label() + " has " + groups + " groups, but x has " + inputs
          + " channels; make them a multiple of groups");
    }
    Shape sizes = Shape.of(windows.stream().mapToInt(Window::size).toArray());
    Shape shape = Shape.of(inputs, channels / groups).then(sizes);
    Initializer uniform = new Initializer.Uniform(1 / Math.sqrt((double) channels / groups * sizes.count()));
    List<Integer> extents =
        IntStream.range(0, windows.size()).mapToObj(axis -> extent(axis, x.shape().extent(axis + 1))).toList();
    Tensor weight = scope.parameter("weight", shape, uniform);
    Tensor y = Convolution.transposed(x, weight, windows, extents, groups);
    return bias ? y.add(scope.parameter("bias", Shape.of(channels), uniform)) : y;
  }

  private int extent(int axis, int positions) {
    Window window = windows.get(axis);
    int added = outputPadding.get(axis);
    int extent = (positions - 1) * window.stride() - window.before() - window.after() + window.span() + added;
    if (added < 0 || added >= window.stride() || extent < 1) {
      throw new IllegalArgumentException(label() + " makes " + extent + " elements of " + positions
          + " along axis " + axis + "; less padding makes more of them, and output padding " + added
          + " must be at least 0 and less than the stride " + window.stride());
    }
    return extent;
  }

  @Override
  public String label() {
    return "convTranspose" + windows.size() + "d " + channels + " " + Spatial.sizes(windows);
  }
}
