package dev.sinabro.cli.experiment;

import dev.sinabro.cli.catalogue.Criterion;
import dev.sinabro.cli.catalogue.DataSection;
import dev.sinabro.cli.catalogue.DataSource;
import dev.sinabro.cli.catalogue.Links;
import dev.sinabro.cli.catalogue.Measure;
import dev.sinabro.cli.catalogue.MetricCatalogue;
import dev.sinabro.cli.catalogue.Words;
import dev.sinabro.cli.config.Configuration;
import dev.sinabro.cli.config.ConfigurationFile;
import dev.sinabro.cli.config.Nearest;
import dev.sinabro.cli.config.TrainSection;
import dev.sinabro.cli.exit.ExitCode;
import dev.sinabro.cli.exit.UserException;
import dev.sinabro.data.Dataset;
import dev.sinabro.data.Field;
import dev.sinabro.data.GraphPreprocessing;
import dev.sinabro.data.ImagePreprocessing;
import dev.sinabro.data.NumbersPreprocessing;
import dev.sinabro.data.Prepared;
import dev.sinabro.data.Preprocessing;
import dev.sinabro.data.Scaling;
import dev.sinabro.data.SeriesPreprocessing;
import dev.sinabro.data.TablePreprocessing;
import dev.sinabro.data.Task;
import dev.sinabro.data.TextPreprocessing;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.TensorType;
import dev.sinabro.loss.Comparison;
import dev.sinabro.loss.TargetLoss;
import dev.sinabro.metric.Metric;
import dev.sinabro.nn.Layer;
import dev.sinabro.nn.Layers;
import dev.sinabro.nn.Model;
import dev.sinabro.nn.Network;
import dev.sinabro.nn.Reshape;
import dev.sinabro.nn.Tensors;
import dev.sinabro.train.Trainer;
import dev.sinabro.train.TrainerBuilder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A configuration with its data.
 *
 * @param configuration nothing is left open; a data file has its absolute path
 * @param data split, encoded and normalized
 * @param onnx layers that stand in ONNX files
 */
public record Experiment(Configuration configuration, Prepared<?> data, OnnxLayers onnx) {

  /** As {@link #of(ConfigurationFile, long)}, with the seed of the configuration. */
  public static Experiment of(ConfigurationFile file) {
    return of(file, file.configuration().train().seed());
  }

  /**
   * Reads, splits and normalizes the data of a configuration.
   *
   * @throws dev.sinabro.data.DataException where it cannot be used
   * @throws dev.sinabro.cli.config.ConfigurationException where the configuration does not go with it
   */
  public static Experiment of(ConfigurationFile file, long seed) {
    Configuration configuration = absolute(file.configuration().withSeed(seed), file.folder());
    Prepared<?> prepared = Preparation.of(file, configuration);
    Learned learned = Learned.of(prepared.preprocessing());
    Configuration resolved = resolved(configuration, prepared.preprocessing())
        .withRows(prepared.training().rowCount())
        .balanced(learned.balance(prepared.training()));
    requireFittingLossAndMetric(file, resolved, learned);
    requireStopping(file, resolved, prepared);
    requireFittingNames(file, resolved, prepared.preprocessing().fields().stream().map(Field::name).toList());
    OnnxLayers onnx = OnnxLayers.of(resolved);
    OutputRules rules = new OutputRules(file, resolved, learned);
    rules.requireBare(onnx);
    rules.require(network(resolved.network(onnx.byPlace()), prepared.preprocessing()), prepared.preprocessing());
    return new Experiment(resolved, prepared, onnx);
  }

  /** A configuration with nothing left open that the data tells. */
  static Configuration resolved(Configuration configuration, Preprocessing preprocessing) {
    Learned learned = Learned.of(preprocessing);
    return reading(preprocessing, configuration.resolved(learned.task(), learned.classes(), learned.numbers()));
  }

  /**
   * The test rows of a run as its model learned to see them: what it was trained with counts, and not what a normalization
   * would be now.
   *
   * @param file says where the data is, and which rows are for the test
   * @throws UserException where the data is of another kind than the model learned, or has other classes or characters
   */
  public static Dataset testRows(ConfigurationFile file, ModelFile model) {
    Preprocessing learned = model.preprocessing();
    Prepared<?> prepared = Preparation.of(file, absolute(file.configuration(), file.folder()), Optional.of(learned));
    if (!prepared.preprocessing().equals(learned)) {
      throw new UserException(ExitCode.DATA, file.configuration().data().source().text()
          + " is no longer what the model learned from: its scale, classes or characters are others, or config.yaml was"
          + " changed; name a file with --data");
    }
    return prepared.test();
  }

  /** What was found out of the data, and may have been meant otherwise. */
  public List<String> notes(ConfigurationFile file) {
    return file.configuration().data() instanceof DataSection.OfCsv table && table.task() == null
        ? IntegerTarget.of(data).stream().map(IntegerTarget::note).toList()
        : List.of();
  }

  /** What layers left open for the field to tell that they read: the one that is named beside them, else the features. */
  private static Configuration reading(Preprocessing preprocessing, Configuration configuration) {
    Map<String, Field> fields = new HashMap<>();
    preprocessing.fields().forEach(field -> fields.put(field.name(), field));
    return configuration.reading(name -> Optional.ofNullable(fields.get(name)));
  }

  /** The same with absolute paths. */
  public static Configuration absolute(Configuration configuration, Path folder) {
    return configuration.withFiles(file -> new DataSource.OfFile(file.in(folder).toAbsolutePath().toString()));
  }

  private static void requireFittingLossAndMetric(ConfigurationFile file, Configuration configuration,
      Learned learned) {
    Criterion.Outputs outputs = configuration.loss().orElseThrow().outputs();
    int classes = learned.classes();
    if (classes == 0 && outputs.areOfClasses()) {
      throw file.wrong("takes classes, but the target is a number; use mse, or set data.task to classification",
          "loss");
    }
    if (outputs == Criterion.Outputs.ONE_LOGIT && classes != 2) {
      throw file.wrong("takes two classes, but the target has " + classes + "; use softmax-cross-entropy", "loss");
    }
    for (Measure measure : configuration.metrics()) {
      if (measure.task() != learned.task()) {
        throw file.wrong(measure.metric().name() + " is for " + Words.of(measure.task()) + ", but the target is for "
            + Words.of(learned.task()) + "; use " + MetricCatalogue.of(learned.task()).name(), "metrics");
      }
    }
    if (learned.compared().ignored().isPresent() && ignored(configuration).isPresent()) {
      throw file.wrong("ignores a class, but in such data another one is ignored already; leave it out", "loss");
    }
  }

  private static void requireStopping(ConfigurationFile file, Configuration configuration, Prepared<?> data) {
    configuration.train().limits().stopping().ifPresent(stopping -> {
      if (data.validation().isEmpty()) {
        throw file.wrong("watches the validation rows, of which there are none; give them a share of the rows, such as"
            + " data.split.validation: 0.1, or leave it out", "train", "early-stopping");
      }
      List<String> names = configuration.metrics().stream().map(measure -> measure.metric().name()).toList();
      stopping.metric().filter(name -> !names.contains(name)).ifPresent(name -> {
        throw file.wrong("'" + name + "' is none of the metrics; leave it out to watch the loss, or name one: "
            + Nearest.hint(name, names), "train", "early-stopping", "metric");
      });
    });
  }

  private static OptionalInt ignored(Configuration configuration) {
    return configuration.loss().orElseThrow().loss().compared().ignored();
  }

  /** Layers take inputs from others before them, which the configuration knows of, or from fields. */
  private static void requireFittingNames(ConfigurationFile file, Configuration configuration, List<String> fields) {
    var known = new ArrayList<>(fields);
    for (int i = 0; i < configuration.model().size(); i++) {
      Links links = configuration.model().get(i).links();
      String place = "[" + i + "]";
      links.inputs().stream().filter(input -> !known.contains(input)).findFirst().ifPresent(unknown -> {
        throw file.wrong("'" + unknown + "' is no layer before this one, and no field of the data; "
            + Nearest.hint(unknown, known), "model", place, "inputs");
      });
      if (fields.contains(links.name())) {
        throw file.wrong("a field of the data is named '" + links.name() + "' too; give the layer another name",
            "model",
            place, "name");
      }
      if (!links.name().isEmpty()) {
        known.add(links.name());
      }
    }
  }

  /** What is learned. */
  Task task() {
    return Learned.of(data.preprocessing()).task();
  }

  /** Its metrics, the most important one first. */
  List<Metric> metrics() {
    Comparison compared = Learned.of(data.preprocessing()).compared();
    return configuration.metrics().stream().<Metric>map(each -> each.metric().of(compared)).toList();
  }

  /** Begins the trainer of this experiment. */
  public TrainerBuilder trainer() {
    return trainer(configuration, data.preprocessing(), onnx);
  }

  /** The shape that the network first gives a row, where that is all that its first layer does. */
  Optional<Shape> reshaped() {
    return configuration.model().getFirst().build() instanceof Reshape(Shape row) ? Optional.of(row) : Optional.empty();
  }

  /** The network on a batch of the training rows, as a graph. */
  Graph graph() {
    Graph graph = new Graph();
    List<Field> fields = data.training().fields();
    int batch = Math.min(configuration.train().batchSize(), data.training().rowCount());
    Map<String, TensorType> rows = Field.rows(fields);
    new Model(network(configuration.network(onnx.byPlace()), data.preprocessing())).infer(graph,
        Tensors.fields(rows.keySet(), name -> {
          TensorType row = Objects.requireNonNull(rows.get(name));
          return graph.input(name, new TensorType(row.dtype(), Shape.of(batch).then(row.shape())));
        }, Map.of()));
    return graph;
  }

  /**
   * Begins the trainer of a configuration.
   *
   * @param configuration resolved
   * @param preprocessing that its data went through
   * @param onnx its layers that came from ONNX files
   */
  static TrainerBuilder trainer(Configuration configuration, Preprocessing preprocessing, OnnxLayers onnx) {
    TargetLoss loss = configuration.loss().orElseThrow().loss();
    Comparison usual = Learned.of(preprocessing).compared();
    OptionalInt ignored = ignored(configuration);
    Comparison compared = ignored.isPresent() ? usual.ignoring(ignored.getAsInt()) : usual;
    TrainerBuilder builder = Trainer.builder(network(configuration.network(onnx.byPlace()), preprocessing))
        .loss(loss.of(compared))
        .metrics(configuration.metrics().stream().map(each -> each.metric().of(compared)).toArray(Metric[]::new))
        .fields(preprocessing.fields())
        .optimizer(configuration.train().penalty().then(configuration.optimizer()))
        .schedule(configuration.schedule())
        .mixup(configuration.train().mixup())
        .seed(configuration.train().seed());
    return configuration.train().nan() == TrainSection.Nan.FIRST ? builder.findsFaults() : builder;
  }

  /** The layers, to which bytes come as numbers: the program makes these of them. */
  static Network network(Network layers, Preprocessing preprocessing) {
    return switch (preprocessing) {
      case ImagePreprocessing images -> {
        Scaling scaling = images.scaling();
        Layer rescale = Layers.rescale(1 / scaling.scale(), -scaling.shift() / scaling.scale());
        yield (fields, scope) -> layers.build(
            fields.with(Field.FEATURES, () -> rescale.apply(fields.get(Field.FEATURES), scope)), scope);
      }
      case TablePreprocessing _, NumbersPreprocessing _, SeriesPreprocessing _, TextPreprocessing _,
          GraphPreprocessing _ ->
        layers;
    };
  }
}
