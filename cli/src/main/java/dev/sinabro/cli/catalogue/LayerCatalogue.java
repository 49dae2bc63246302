package dev.sinabro.cli.catalogue;

import static dev.sinabro.cli.catalogue.ActivationCatalogue.ACTIVATIONS;
import static dev.sinabro.cli.catalogue.Entry.entry;
import static dev.sinabro.cli.catalogue.InitializerCatalogue.normal;
import static dev.sinabro.cli.catalogue.Range.FACTOR;
import static dev.sinabro.cli.catalogue.Range.FRACTION;
import static dev.sinabro.cli.catalogue.Range.NOT_NEGATIVE;
import static dev.sinabro.cli.catalogue.Range.POSITIVE;
import static dev.sinabro.cli.catalogue.Range.UNIT;

import dev.sinabro.cli.catalogue.Absent.By;
import dev.sinabro.data.Field;
import dev.sinabro.data.GraphPreprocessing;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Window;
import dev.sinabro.nn.Activation;
import dev.sinabro.nn.AdaptiveAvgPool;
import dev.sinabro.nn.Add;
import dev.sinabro.nn.Attention;
import dev.sinabro.nn.AvgPool;
import dev.sinabro.nn.BatchNorm;
import dev.sinabro.nn.Branches;
import dev.sinabro.nn.Cell;
import dev.sinabro.nn.Channels;
import dev.sinabro.nn.Concat;
import dev.sinabro.nn.Conv;
import dev.sinabro.nn.ConvTranspose;
import dev.sinabro.nn.Dense;
import dev.sinabro.nn.Dropout;
import dev.sinabro.nn.Embedding;
import dev.sinabro.nn.Flatten;
import dev.sinabro.nn.GlobalAvgPool;
import dev.sinabro.nn.GlobalMaxPool;
import dev.sinabro.nn.GraphConv;
import dev.sinabro.nn.GroupNorm;
import dev.sinabro.nn.InstanceNorm;
import dev.sinabro.nn.Junction;
import dev.sinabro.nn.Landscape;
import dev.sinabro.nn.Layer;
import dev.sinabro.nn.LayerNorm;
import dev.sinabro.nn.MaxPool;
import dev.sinabro.nn.Noise;
import dev.sinabro.nn.Padding;
import dev.sinabro.nn.Permute;
import dev.sinabro.nn.Positions;
import dev.sinabro.nn.RandomCrop;
import dev.sinabro.nn.RandomFlip;
import dev.sinabro.nn.RandomShift;
import dev.sinabro.nn.Recurrent;
import dev.sinabro.nn.Repeat;
import dev.sinabro.nn.Reshape;
import dev.sinabro.nn.Residual;
import dev.sinabro.nn.RmsNorm;
import dev.sinabro.nn.Sequential;
import dev.sinabro.nn.SinusoidalPositions;
import dev.sinabro.nn.TransformerBlock;
import dev.sinabro.onnx.OnnxLayer;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** The layers; an activation is one too. */
public final class LayerCatalogue {

  /** A model, as messages show it. */
  public static final String EXAMPLE = "[dense: {units: 64, activation: relu}, dense: {}]";

  /** The file of a layer of ONNX. */
  public static final Key<String> ONNX_PATH = Key.required("path", new Kind.Text("an ONNX file"),
      "name the file, such as onnx: resnet18.onnx",
      "of the file; a relative one starts at the folder of the configuration");

  /** A layer of ONNX. */
  public static final Entry<OnnxFile> ONNX = entry("onnx", "a network in an ONNX file, to be trained on",
      k -> new OnnxFile(
          k.get(ONNX_PATH),
          k.find(Key.open("output", new Kind.Text("the name of a value"), By.READER, "/pool/Flatten_output_0",
              "up to which value of the file it is taken; its first output if absent"))))
      .type(OnnxLayer.class);

  /** Those that have weights. */
  public static final Catalogue<Layer> LEARNED = Catalogue.of("layer", "layers",

      entry("dense", "each output is a weighted sum of all inputs", k -> new Dense(
          k.units("outputs; as many as the target needs if absent in the last one"),
          k.one("activation", ACTIVATIONS, "identity", "applied to the outputs"),
          k.initialization("how the weights begin; as suits the activation if absent"),
          bias(k))).peer("torch.nn.Linear"),

      conv("conv1d", 1, "learned filters along a signal, [channels, length]"),
      conv("conv2d", 2, "learned filters over an image, [channels, height, width]"),
      convTranspose("conv-transpose1d", 1, "the adjoint of a convolution, which makes a signal longer"),
      convTranspose("conv-transpose2d", 2, "the adjoint of a convolution, which makes an image larger"),

      recurrent("rnn", k -> k.word("nonlinearity", Cell.Simple.TANH, "of the hidden state"),
          "a simple recurrent network along a sequence, [steps, inputs]; Elman, 1990"),
      recurrent("gru", _ -> Cell.Gated.GRU, "gated recurrent units along a sequence; Cho et al., 2014"),
      recurrent("lstm", _ -> Cell.Gated.LSTM,
          "long short-term memory along a sequence; Hochreiter and Schmidhuber, 1997"),

      entry("embedding", "a learned vector for each of some numbers", k -> new Embedding(
          k.told("count", By.CLASSES, "27", "of numbers, from 0; as many as the data has if absent"),
          k.whole("width", 1, "of a vector"),
          k.initialization(() -> normal(1), "how the vectors begin"))).peer("torch.nn.Embedding"),

      entry("landscape", "a point that goes down a function, whatever the data", k -> new Landscape(
          k.word("function", Landscape.Function.ROSENBROCK, "that it goes down"),
          k.number("x", -1.2, Range.ANY, "where it begins"),
          k.number("y", 1, Range.ANY, "where it begins"))),

      entry("positions", "adds a learned vector to each place of a sequence", k -> new Positions(
          k.told("most", By.PLACES, "64", "places of a sequence; as many as the data has if absent"),
          k.initialization(() -> normal(0.02), "how the vectors begin"))),

      entry("graph-conv", "each node of a graph sees itself and its neighbors; Kipf and Welling, 2017",
          k -> new GraphConv(
              k.units("outputs of a node; as many as the target needs if absent in the last one"),
              GraphPreprocessing.EDGES,
              k.initialization("how the weights begin; as suits the activation if absent"),
              bias(k)))
          .peer("torch_geometric.nn.GCNConv"),

      entry("attention", "each place of a sequence looks at the others; Vaswani et al., 2017",
          k -> attention(k, "parts of the width that look each by themselves"))
          .peer("torch.nn.MultiheadAttention"),

      entry("transformer-block", "attention and two dense layers, each with norm and sum; Vaswani et al., 2017", k -> {
        var attention = attention(k, "of the attention");
        return new TransformerBlock(
            attention,
            k.whole("hidden", 1, "units between the two dense layers"),
            k.flag("norm-first", true, "whether the norms stand before attention and dense layers; else behind"),
            attention.dropout(),
            k.one("activation", ACTIVATIONS, "gelu", "between the two dense layers"));
      }).peer("torch.nn.TransformerEncoderLayer"),

      entry("batch-norm", "each channel to mean 0 and variance 1 over the batch; Ioffe and Szegedy, 2015",
          k -> new BatchNorm(
              order(k),
              k.number("momentum", 0.1, FACTOR, "part of the batch in the running statistics"),
              epsilon(k, 1e-5)))
          .peer("torch.nn.BatchNorm1d, BatchNorm2d"),

      entry("group-norm", "groups of channels to mean 0 and variance 1, each row by itself; Wu and He, 2018",
          k -> new GroupNorm(
              k.whole("groups", 1, "into which the channels are divided"),
              k.flag("affine", true, "whether each channel has a learned weight and bias"),
              epsilon(k, 1e-5),
              order(k)))
          .peer("torch.nn.GroupNorm"),

      entry("instance-norm", "each channel to mean 0 and variance 1, each row by itself; Ulyanov et al., 2016",
          k -> new InstanceNorm(
              k.flag("affine", false, "whether each channel has a learned weight and bias"),
              k.flag("tracking", false, "whether running statistics are kept, and taken behind the training"),
              k.number("momentum", 0.1, FACTOR, "part of the batch in the running statistics"),
              epsilon(k, 1e-5),
              order(k)))
          .peer("torch.nn.InstanceNorm1d, InstanceNorm2d"),

      entry("layer-norm", "the last axes to mean 0 and variance 1; Ba, Kiros and Hinton, 2016", k -> new LayerNorm(
          k.whole("axes", 1, 1, "how many, from the last"),
          epsilon(k, 1e-5))).peer("torch.nn.LayerNorm"),

      entry("rms-norm", "the last axes to a mean square of 1; Zhang and Sennrich, 2019", k -> new RmsNorm(
          k.whole("axes", 1, 1, "how many, from the last"),
          epsilon(k, 0x1p-23))).peer("torch.nn.RMSNorm"),

      ONNX);

  /** All of them. */
  public static final Catalogue<Layer> LAYERS = LEARNED.and(Catalogue.<Layer>of("layer", "layers",

      maxPool("max-pool1d", 1, "the largest value of each window of a signal"),
      maxPool("max-pool2d", 2, "the largest value of each window of an image"),
      avgPool("avg-pool1d", 1, "the mean of each window of a signal"),
      avgPool("avg-pool2d", 2, "the mean of each window of an image"),
      adaptiveAvgPool("adaptive-avg-pool1d", 1, "means over as many parts of a signal as are asked for"),
      adaptiveAvgPool("adaptive-avg-pool2d", 2, "means over as many parts of an image as are asked for"),

      entry("global-avg-pool", "the mean of each channel; Lin, Chen and Yan, 2014", k -> new GlobalAvgPool(order(k)))
          .peer("torch.nn.AdaptiveAvgPool2d"),
      entry("global-max-pool", "the largest value of each channel", k -> new GlobalMaxPool(order(k)))
          .peer("torch.nn.AdaptiveMaxPool2d"),

      entry("sinusoidal-positions", "adds sines and cosines of its place to each place; Vaswani et al., 2017",
          _ -> new SinusoidalPositions()),

      entry("dropout", "sets values to zero while training; Srivastava et al., 2014", k -> new Dropout(
          k.number("rate", 0.5, FRACTION, "fraction of values set to zero while training"))).peer("torch.nn.Dropout"),

      entry("random-flip", "turns some images round while training", k -> new RandomFlip(
          k.number("horizontal", 0.5, UNIT, "part of the images of which left and right are exchanged"),
          k.number("vertical", 0, UNIT, "likewise, above and below")))
          .peer("torchvision.transforms.RandomHorizontalFlip"),
      entry("random-shift", "moves images while training; what becomes free is 0", k -> new RandomShift(
          k.whole("most", 1, "pixels in each direction"))).peer("torchvision.transforms.RandomCrop(padding=)"),
      entry("random-crop", "a part of each image: while training anywhere, else in the middle", k -> new RandomCrop(
          k.whole("height", 1, "of the part, in pixels"),
          k.whole("width", 1, "of the part, in pixels"))).peer("torchvision.transforms.RandomCrop"),
      entry("noise", "adds normal numbers while training", k -> new Noise(
          k.number("deviation", 0.1, NOT_NEGATIVE, "their standard deviation")))
          .peer("torchvision.transforms.v2.GaussianNoise"),

      entry("flatten", "each row as one vector", _ -> new Flatten()).peer("torch.nn.Flatten"),

      entry("reshape", "each row in another shape", k -> new Reshape(Shape.of(
          k.wholes("shape", 0, 1, "the extents of a row, such as [1, 8, 8]")))).peer("torch.nn.Unflatten"),

      entry("permute", "the axes of each row in another order", k -> new Permute(list(
          k.wholes("axes", 0, 1, "that become axes 1, 2, ..; 0, the batch, stays, so [2, 1] exchanges two"))))
          .peer("torch.permute"),

      entry("concat", "what several layers make of the same x, one behind the other", k -> {
        var concat = new Concat(k.whole("axis", 1, Integer.MIN_VALUE, "along which; 0 is the batch, -1 the last"));
        return joined(k, concat);
      }).peer("torch.cat").type(Concat.class),

      entry("add", "the sum of what several layers make of the same x", k -> joined(k, new Add()))
          .peer("torch.add").type(Add.class),

      entry("residual", "adds what layers make of x to x; He, Zhang, Ren and Sun, 2016", k -> new Residual(
          new Sequential(k.several("layers", LayerCatalogue.LAYERS, EXAMPLE, "from input to output")))),

      entry("sequential", "layers one after the other, as one layer", k -> new Sequential(
          k.several("layers", LayerCatalogue.LAYERS, EXAMPLE, "from input to output"))).peer("torch.nn.Sequential"),

      entry("repeat", "layers one after the other, several times, each time with weights of their own",
          k -> new Repeat(
              k.whole("times", 1, "how often"),
              new Template(several(k))))
          .peer("torch.nn.Sequential"),

      entry("activation", "an activation; its name alone says the same",
          k -> k.one("function", ACTIVATIONS, "which one")).type(Activation.class)))

      .and(ACTIVATIONS);

  private LayerCatalogue() {}

  /** Layers that are made anew each time that they are asked for. */
  private record Template(List<Choice<Layer>> layers) implements Supplier<Layer> {
    @Override
    public Layer get() {
      return new Sequential(layers.stream().map(Choice::build).toList());
    }
  }

  private static Entry<Conv> conv(String name, int axes, String sentence) {
    var words = axes == 1 ? List.of(Conv.Border.SAME, Conv.Border.CAUSAL) : List.of(Conv.Border.SAME);
    var padding = Key.<Object>of("padding", new Kind.WholesOr<>(new Kind.Wholes(axes, 0), words),
        Collections.nCopies(axes, 0), "zeros at each side; same: so many that the result is as long as x"
            + (axes == 1 ? "; causal: all of them in front" : ""));
    return entry(name, sentence, k -> {
      int channels = channels(k);
      var border = new AtomicReference<>(Conv.Border.PADDED);
      var filters = filters(k, axes, () -> switch (k.get(padding)) {
        case Conv.Border word -> {
          border.set(word);
          yield new int[axes];
        }
        case Object zeros -> ((List<?>) zeros).stream().mapToInt(zero -> (Integer) zero).toArray();
      });
      return new Conv(channels, filters, border.get(), groups(k), bias(k), order(k));
    }).peer("torch.nn.Conv" + axes + "d");
  }

  private static Entry<ConvTranspose> convTranspose(String name, int axes, String sentence) {
    return entry(name, sentence, k -> new ConvTranspose(channels(k),
        filters(k, axes, () -> k.wholes("padding", axes, 0, 0, "zeros at each side")),
        list(k.wholes("output-padding", axes, 0, 0, "elements added behind, less than the stride")),
        groups(k), bias(k), order(k))).peer("torch.nn.ConvTranspose" + axes + "d");
  }

  private static Entry<MaxPool> maxPool(String name, int axes, String sentence) {
    return entry(name, sentence, k -> new MaxPool(pools(k, axes), order(k))).peer("torch.nn.MaxPool" + axes + "d");
  }

  private static Entry<AvgPool> avgPool(String name, int axes, String sentence) {
    return entry(name, sentence, k -> new AvgPool(pools(k, axes),
        k.flag("count-padding", true, "whether padding counts as zeros; else the mean is over what is there"),
        order(k))).peer("torch.nn.AvgPool" + axes + "d");
  }

  private static Entry<AdaptiveAvgPool> adaptiveAvgPool(String name, int axes, String sentence) {
    return entry(name, sentence, k -> new AdaptiveAvgPool(
        list(k.wholes("sizes", axes, 1, "of the result; 1: over all")),
        order(k))).peer("torch.nn.AdaptiveAvgPool" + axes + "d");
  }

  private static List<Window> filters(Keys k, int axes, Supplier<int[]> padding) {
    int[] sizes = k.wholes("kernel", axes, 1, "extents of a filter");
    int[] strides = k.wholes("stride", axes, 1, 1, "elements from one position to the next");
    int[] paddings = padding.get();
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

  private static Entry<Recurrent> recurrent(String name, Function<Keys, Cell> cell, String sentence) {
    return entry(name, sentence, k -> new Recurrent(cell.apply(k),
        k.whole("units", 1, "of the hidden state"),
        k.whole("layers", 1, 1, "how many, each over all that the one before it gives"),
        k.word("direction", Recurrent.Direction.FORWARD, "in which the sequence is gone through"),
        k.number("dropout", 0, FRACTION, "fraction of values set to zero between two layers while training"),
        k.word("output", Recurrent.Output.SEQUENCE, "which steps are given")))
        .peer("torch.nn." + name.toUpperCase(Locale.ROOT));
  }

  private static Attention attention(Keys k, String heads) {
    int count = k.whole("heads", 1, heads);
    boolean causal = k.flag("causal", false, "whether a place sees itself and those before it only");
    boolean rotary = k.flag("rotary", false, "whether queries and keys are turned by their places; Su et al., 2021");
    var number = k.find(Key.open("padding", new Kind.Whole(Integer.MIN_VALUE, Integer.MAX_VALUE), By.READER, "0",
        "number of the places that are not looked at; none if absent"));
    var field = k.get(Key.of("padding-field", new Kind.Text("the name of a field"), Field.FEATURES,
        "whose numbers these are: tokens, or a mask"));
    double dropout = k.number("dropout", 0, FRACTION, "fraction of values set to zero while training");
    return new Attention(count, causal, dropout, rotary,
        number.map(padding -> new Padding(field, Math.toIntExact(padding))));
  }

  private static List<Choice<Layer>> several(Keys k) {
    var kind = new Kind.Several<>(LAYERS, EXAMPLE);
    return k.get(Key.required("layers", kind, "give " + kind.wanted(), "from input to output"));
  }

  private static Layer joined(Keys k, Junction junction) {
    var layers = k.find(Key.open("layers", new Kind.Several<>(LayerCatalogue.LAYERS, EXAMPLE), By.READER, EXAMPLE,
        "that take the same x; of a layer with several inputs none"));
    return layers.filter(some -> !some.isEmpty())
        .<Layer>map(some -> new Branches(some.stream().map(Choice::build).toList(), junction)).orElse(junction);
  }

  private static double epsilon(Keys k, double absent) {
    return k.number("epsilon", absent, POSITIVE, "keeps the division from 0");
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
