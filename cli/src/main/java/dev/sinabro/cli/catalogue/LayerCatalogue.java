package dev.sinabro.cli.catalogue;

import static dev.sinabro.cli.catalogue.ActivationCatalogue.ACTIVATIONS;
import static dev.sinabro.cli.catalogue.Entry.entry;
import static dev.sinabro.cli.catalogue.Range.FRACTION;

import dev.sinabro.graph.Window;
import dev.sinabro.nn.AdaptiveAvgPool;
import dev.sinabro.nn.AvgPool;
import dev.sinabro.nn.Channels;
import dev.sinabro.nn.Conv;
import dev.sinabro.nn.ConvTranspose;
import dev.sinabro.nn.Dense;
import dev.sinabro.nn.Dropout;
import dev.sinabro.nn.Layer;
import dev.sinabro.nn.MaxPool;
import dev.sinabro.nn.Sequential;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The layers; an activation is one too. */
public final class LayerCatalogue {

  /** A model, as messages show it. */
  public static final String EXAMPLE = "[dense: {units: 64, activation: relu}, dense: {}]";

  /** Those that have weights. */
  public static final Catalogue<Layer> LEARNED = Catalogue.of("layer", "layers",

      entry("dense", "each output is a weighted sum of all inputs", k -> new Dense(
          k.units("outputs; as many as the target needs if absent in the last one"),
          k.one("activation", ACTIVATIONS, "identity", "applied to the outputs"),
          k.initialization("how the weights begin; as suits the activation if absent"),
          bias(k))),

      conv("conv1d", 1, "learned filters along a signal, [channels, length]"),
      conv("conv2d", 2, "learned filters over an image, [channels, height, width]"),
      convTranspose("conv-transpose1d", 1, "the adjoint of a convolution, which makes a signal longer"),
      convTranspose("conv-transpose2d", 2, "the adjoint of a convolution, which makes an image larger"));

  /** All of them. */
  public static final Catalogue<Layer> LAYERS = LEARNED.and(Catalogue.<Layer>of("layer", "layers",

      maxPool("max-pool1d", 1, "the largest value of each window of a signal"),
      maxPool("max-pool2d", 2, "the largest value of each window of an image"),
      avgPool("avg-pool1d", 1, "the mean of each window of a signal"),
      avgPool("avg-pool2d", 2, "the mean of each window of an image"),
      adaptiveAvgPool("adaptive-avg-pool1d", 1, "means over as many parts of a signal as are asked for"),
      adaptiveAvgPool("adaptive-avg-pool2d", 2, "means over as many parts of an image as are asked for"),

      entry("dropout", "sets values to zero while training; Srivastava et al., 2014", k -> new Dropout(
          k.number("rate", 0.5, FRACTION, "fraction of values set to zero while training"))),

      entry("sequential", "layers one after the other, as one layer", k -> new Sequential(
          k.several("layers", LayerCatalogue.LAYERS, EXAMPLE, "from input to output"))),

      entry("activation", "an activation; its name alone says the same",
          k -> k.one("function", ACTIVATIONS, "which one"))))

      .and(ACTIVATIONS);

  private LayerCatalogue() {}

  private static Entry<Conv> conv(String name, int axes, String sentence) {
    return entry(name, sentence, k -> new Conv(channels(k), filters(k, axes), false, groups(k), bias(k), order(k)));
  }

  private static Entry<ConvTranspose> convTranspose(String name, int axes, String sentence) {
    return entry(name, sentence, k -> new ConvTranspose(channels(k), filters(k, axes),
        list(k.wholes("output-padding", axes, 0, 0, "elements added behind, less than the stride")),
        groups(k), bias(k), order(k)));
  }

  private static Entry<MaxPool> maxPool(String name, int axes, String sentence) {
    return entry(name, sentence, k -> new MaxPool(pools(k, axes), order(k)));
  }

  private static Entry<AvgPool> avgPool(String name, int axes, String sentence) {
    return entry(name, sentence, k -> new AvgPool(pools(k, axes),
        k.flag("count-padding", true, "whether padding counts as zeros; else the mean is over what is there"),
        order(k)));
  }

  private static Entry<AdaptiveAvgPool> adaptiveAvgPool(String name, int axes, String sentence) {
    return entry(name, sentence, k -> new AdaptiveAvgPool(
        list(k.wholes("sizes", axes, 1, "of the result; 1: over all")),
        order(k)));
  }

  private static List<Window> filters(Keys k, int axes) {
    int[] sizes = k.wholes("kernel", axes, 1, "extents of a filter");
    int[] strides = k.wholes("stride", axes, 1, 1, "elements from one position to the next");
    int[] paddings = k.wholes("padding", axes, 0, 0, "zeros at each side");
    int[] dilations = k.wholes("dilation", axes, 1, 1, "elements from one value of a filter to the next");
    return windows(sizes, strides, paddings, dilations);
  }

  private static List<Window> pools(Keys k, int axes) {
    int[] sizes = k.wholes("kernel", axes, 1, "extents of a window");
    int[] strides = k.findWholes("stride", axes, 1, "2", "elements from one window to the next; the extents if absent")
        .orElse(sizes);
    int[] paddings = k.wholes("padding", axes, 0, 0, "elements at each side, at most half of a window");
    return windows(sizes, strides, paddings, IntStream.generate(() -> 1).limit(axes).toArray());
  }

  private static List<Window> windows(int[] sizes, int[] strides, int[] paddings, int[] dilations) {
    return IntStream.range(0, sizes.length)
        .mapToObj(i -> new Window(sizes[i], strides[i], dilations[i], paddings[i], paddings[i]))
        .toList();
  }

  private static int channels(Keys k) {
    return k.whole("channels", 1, "outputs at each position");
  }

  private static int groups(Keys k) {
    return k.whole("groups", 1, 1, "into which inputs and outputs are divided");
  }

  private static boolean bias(Keys k) {
    return k.flag("bias", true, "whether a number is added to each output");
  }

  private static Channels order(Keys k) {
    return k.word("order", Channels.FIRST, "where the channels are");
  }

  private static List<Integer> list(int[] values) {
    return Arrays.stream(values).boxed().toList();
  }
}
