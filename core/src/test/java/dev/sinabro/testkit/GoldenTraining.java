package dev.sinabro.testkit;

import static dev.sinabro.nn.Activation.GELU;
import static dev.sinabro.nn.Activation.IDENTITY;
import static dev.sinabro.nn.Activation.RELU;
import static dev.sinabro.nn.Activation.TANH;
import static dev.sinabro.nn.Layers.attention;
import static dev.sinabro.nn.Layers.avgPool1d;
import static dev.sinabro.nn.Layers.batchNorm;
import static dev.sinabro.nn.Layers.conv1d;
import static dev.sinabro.nn.Layers.conv2d;
import static dev.sinabro.nn.Layers.convTranspose1d;
import static dev.sinabro.nn.Layers.convTranspose2d;
import static dev.sinabro.nn.Layers.dense;
import static dev.sinabro.nn.Layers.embedding;
import static dev.sinabro.nn.Layers.flatten;
import static dev.sinabro.nn.Layers.groupNorm;
import static dev.sinabro.nn.Layers.gru;
import static dev.sinabro.nn.Layers.instanceNorm;
import static dev.sinabro.nn.Layers.layerNorm;
import static dev.sinabro.nn.Layers.lstm;
import static dev.sinabro.nn.Layers.maxPool2d;
import static dev.sinabro.nn.Layers.rnn;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.sinabro.data.Dataset;
import dev.sinabro.data.Field;
import dev.sinabro.data.InMemory;
import dev.sinabro.graph.DType;
import dev.sinabro.graph.HostTensor;
import dev.sinabro.io.Safetensors;
import dev.sinabro.nn.Activation;
import dev.sinabro.nn.BatchNorm;
import dev.sinabro.nn.Channels;
import dev.sinabro.nn.Dense;
import dev.sinabro.nn.Initializer;
import dev.sinabro.nn.Layer;
import dev.sinabro.nn.RmsNorm;
import dev.sinabro.nn.Sequential;
import dev.sinabro.nn.TransformerBlock;
import dev.sinabro.optim.Optimizer;
import dev.sinabro.run.Device;
import dev.sinabro.train.Fit;
import dev.sinabro.train.Trainer;
import dev.sinabro.train.TrainingEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Networks that begin with the {@code state_dict} of a module of PyTorch, as it is, and are trained by ten full-batch steps of
 * Adam: all names and layouts are PyTorch's, and so are the losses.
 */
enum GoldenTraining {
  DENSE(dense(7, RELU), withoutBias(6, TANH), dense(3)),
  IMAGES(conv2d(4, 3).padding(1), RELU, batchNorm(), maxPool2d(2), conv2d(4, 3).padding(1).groups(2).withoutBias(),
      new BatchNorm(Channels.FIRST, 0.3, 1e-5), RELU,
      convTranspose2d(3, 3).stride(2).padding(1).outputPadding(1), RELU, flatten(), dense(3)),
  SIGNALS(conv1d(4, 3).dilation(2), TANH, batchNorm(), avgPool1d(2), convTranspose1d(6, 4).stride(2).groups(2), RELU,
      flatten(), dense(2)),
  NORMS(dense(6), layerNorm(), RELU, dense(6), new RmsNorm(1, 1e-5), withoutBias(3, IDENTITY), batchNorm()),
  IMAGE_NORMS(conv2d(6, 3).padding(1), groupNorm(2), RELU, conv2d(4, 3).withoutBias(),
      instanceNorm().withAffine().tracking(),
      RELU, conv2d(4, 1).withoutBias(), instanceNorm(), TANH, flatten(), dense(3)),
  RECURRENT(lstm(4).layers(2).bothWays(), gru(3), rnn(4), gru(3).layers(2).bothWays().last(), dense(2)),
  TRANSFORMERS(embedding(9, 8), attention(2), new TransformerBlock(4, 12, true, true, 0, GELU),
      new TransformerBlock(2, 10, true, false, 0, RELU), layerNorm(), dense(9));

  private static final int STEPS = 10;
  private static final Set<String> OTHERS = Set.of("given.x", "given.target", "losses", "after");

  private final Sequential model;

  GoldenTraining(Layer... layers) {
    model = Sequential.of(layers);
  }

  private static Dense withoutBias(int units, Activation activation) {
    return new Dense(units, activation, new Initializer.Glorot(), false);
  }

  /** Losses of a float64 device are within 1e-9, those of a float32 device within 1e-4; so is what norms keep, at the end. */
  void check(Device device) throws IOException {
    var golden =
        new GoldenFile("/dev/sinabro/train/golden_training_" + name().toLowerCase(Locale.ROOT) + ".safetensors");
    double tolerance = device.info().floatType() == DType.F64 ? 1e-9 : 1e-4;
    Dataset data = data(golden);
    List<Double> losses = new ArrayList<>();
    try (Trainer trainer = Trainer.builder(model).optimizer(Optimizer.adam(0.01)).listener(event -> {
      if (event instanceof TrainingEvent.EpochEnded epoch) {
        losses.add(epoch.training().loss());
      }
    }).on(device)) {
      trainer.begin(weights(golden), data);
      trainer.fit(data, Fit.epochs(STEPS).batch(data.rowCount()));
      assertArrayEquals(golden.values("losses"), losses.stream().mapToDouble(Double::doubleValue).toArray(), tolerance);
      Map<String, HostTensor> trained = trainer.parameters();
      double[] kept = trainer.model().states().stream().map(state -> trained.get(state.variable().name()))
          .flatMapToDouble(GoldenTraining::values).toArray();
      assertArrayEquals(golden.values("after"), kept, tolerance);
    }
  }

  private static Safetensors weights(GoldenFile golden) {
    Map<String, HostTensor> weights = new LinkedHashMap<>();
    golden.names().stream().filter(name -> !OTHERS.contains(name))
        .forEach(name -> weights.put(name, golden.tensor(name)));
    return new Safetensors(weights, Map.of());
  }

  private static DoubleStream values(HostTensor tensor) {
    return IntStream.range(0, tensor.shape().count()).mapToDouble(tensor::value);
  }

  private static Dataset data(GoldenFile golden) {
    HostTensor x = golden.tensor("given.x");
    return with(with(InMemory.rows(x.shape().extent(0)), Field.FEATURES, x), Field.TARGET,
        golden.tensor("given.target"));
  }

  private static InMemory with(InMemory rows, String name, HostTensor values) {
    int[] extents = values.shape().part(1, values.shape().rank()).extents();
    return values.type().dtype().isFloat()
        ? rows.with(Field.reals(name, extents), values.floats())
        : rows.with(Field.integers(name, extents), values.ints());
  }
}
