package dev.sinabro.nn;

import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.Window;
import java.util.List;

/**
 * Cross-correlation with learned filters, which the field calls convolution: [batch, inputs, extents..] to [batch,
 * channels, positions..]. Parameters: {@code weight} [channels, inputs / groups, sizes..] and {@code bias} [channels], both
 * uniform in (-1 / sqrt(fan-in), 1 / sqrt(fan-in)) at first, as in PyTorch.
 *
 * @param channels outputs, at least 1
 * @param windows one for each axis
 * @param border how much is padded
 * @param groups into which inputs and outputs are divided; as many as inputs: each channel by itself
 * @param bias whether there is a bias
 * @param order where x and the result have their channels
 */
public record Conv(int channels, List<Window> windows, Border border, int groups, boolean bias, Channels order)
    implements Layer {
  /** How much a convolution pads with zeros. */
  public enum Border {
    /** As much as the windows say. */
    PADDED,
    /** So much that the result has the extents of x; with a stride of 1 only. */
    SAME,
    /** So much in front that no position sees what comes after it, along one axis: van den Oord et al., 2016. */
    CAUSAL
  }

  /** Checks the ranges, and keeps a copy of the windows. */
  public Conv {
    windows = List.copyOf(windows);
    if (channels < 1 || groups < 1 || channels % groups != 0) {
      throw new IllegalArgumentException("a convolution of " + channels + " channels in " + groups
          + " groups; channels must be at least 1, and a multiple of groups");
    }
    if (border == Border.SAME && windows.stream().anyMatch(window -> window.stride() != 1)) {
      throw new IllegalArgumentException(
          "padding \"same\" with windows " + windows + "; it needs a stride of 1: name the padding in numbers");
    }
    if (border == Border.CAUSAL && windows.size() != 1) {
      throw new IllegalArgumentException(
          "causal padding along " + windows.size() + " axes; only along one does anything"
              + " come after");
    }
  }

  /** The same with strides, one for each axis or one for all. */
  public Conv stride(int... strides) {
    return with(Spatial.with(windows, "strides", Window::stride, strides), border);
  }

  /** The same with as much padding on both sides, a number for each axis or one for all. */
  public Conv padding(int... paddings) {
    return with(Spatial.with(windows, "paddings", (window, both) -> window.padding(both, both), paddings),
        Border.PADDED);
  }

  /** The same with padding such that the result has the extents of x. */
  public Conv same() {
    return with(windows, Border.SAME);
  }

  /** The same with padding such that no position sees what comes after it; along one axis. */
  public Conv causal() {
    return with(windows, Border.CAUSAL);
  }

  /** The same with dilations, one for each axis or one for all. */
  public Conv dilation(int... dilations) {
    return with(Spatial.with(windows, "dilations", Window::dilation, dilations), border);
  }

  /** The same in groups. */
  public Conv groups(int count) {
    return new Conv(channels, windows, border, count, bias, order);
  }

  /** The same without a bias. */
  public Conv withoutBias() {
    return new Conv(channels, windows, border, groups, false, order);
  }

  /** The same for x of another order. */
  public Conv order(Channels where) {
    return new Conv(channels, windows, border, groups, bias, where);
  }

  private Conv with(List<Window> others, Border other) {
    return new Conv(channels, others, other, groups, bias, order);
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
    Spatial.requireRoom(label(), padded(), x);
    Shape sizes = Shape.of(windows.stream().mapToInt(Window::size).toArray());
    Shape shape = Shape.of(channels, inputs / groups).then(sizes);
    Initializer uniform = new Initializer.Uniform(1 / Math.sqrt((double) inputs / groups * sizes.count()));
    Tensor y = Convolution.of(x, scope.parameter("weight", shape, uniform), padded(), groups);
    return bias ? y.add(scope.parameter("bias", Shape.of(channels), uniform)) : y;
  }

  /** An odd element of padding stands behind, as in PyTorch. */
  private List<Window> padded() {
    return switch (border) {
      case PADDED -> windows;
      case SAME ->
        windows.stream().map(w -> w.padding((w.span() - 1) / 2, w.span() - 1 - (w.span() - 1) / 2)).toList();
      case CAUSAL -> windows.stream().map(w -> w.padding(w.span() - 1, 0)).toList();
    };
  }

  @Override
  public String label() {
    return "conv" + windows.size() + "d " + channels + " " + Spatial.sizes(windows);
  }
}
