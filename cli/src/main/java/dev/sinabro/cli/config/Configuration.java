package dev.sinabro.cli.config;

import dev.sinabro.cli.catalogue.Absent;
import dev.sinabro.cli.catalogue.Choice;
import dev.sinabro.cli.catalogue.Criterion;
import dev.sinabro.cli.catalogue.DataSection;
import dev.sinabro.cli.catalogue.DataSource;
import dev.sinabro.cli.catalogue.Keys;
import dev.sinabro.cli.catalogue.Kind;
import dev.sinabro.cli.catalogue.LayerCatalogue;
import dev.sinabro.cli.catalogue.Links;
import dev.sinabro.cli.catalogue.LossCatalogue;
import dev.sinabro.cli.catalogue.Measure;
import dev.sinabro.cli.catalogue.MetricCatalogue;
import dev.sinabro.cli.catalogue.Variant;
import dev.sinabro.cli.show.Show;
import dev.sinabro.data.Field;
import dev.sinabro.data.Meaning;
import dev.sinabro.data.Task;
import dev.sinabro.nn.Functional;
import dev.sinabro.nn.Layer;
import dev.sinabro.nn.Network;
import dev.sinabro.nn.Sequential;
import dev.sinabro.optim.Optimizer;
import dev.sinabro.optim.Schedule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * All that decides a run, with defaults filled in. It is kept as data, just as it is read and written; what is asked for is
 * built of it.
 *
 * @param root the keys from the top with their values
 */
public record Configuration(Choice<Keys> root) {

  /** Of the run: letters, digits, '.', '_' and '-'. */
  public String name() {
    return root.get(ConfigurationKeys.NAME);
  }

  public DataSection data() {
    return root.get(ConfigurationKeys.DATA).build();
  }

  /** The layers from input to output. */
  public List<Choice<Layer>> model() {
    return root.get(ConfigurationKeys.MODEL);
  }

  /** The loss; empty: follows from the task. */
  public Optional<Criterion> loss() {
    return root.find(ConfigurationKeys.LOSS).map(Choice::build);
  }

  /** The metrics, the most important one first; empty: they follow from the task. */
  public List<Measure> metrics() {
    return root.find(ConfigurationKeys.METRICS).orElse(List.of()).stream().map(Choice::build).toList();
  }

  public Optimizer optimizer() {
    return root.get(ConfigurationKeys.OPTIMIZER).build();
  }

  public Schedule schedule() {
    return root.get(ConfigurationKeys.SCHEDULE).build();
  }

  /** What is shown at the end, in order. */
  public List<Show> shows() {
    return root.find(ConfigurationKeys.SHOW).orElse(List.of()).stream().<Show>map(Choice::build).toList();
  }

  /** What is to be seen, in words; empty: nothing in particular. */
  public Optional<String> see() {
    return root.find(ConfigurationKeys.SEE);
  }

  /** The trainings that it compares; none where it is one training. */
  List<Variant> variants() {
    return root.find(ConfigurationKeys.VARIANTS).orElse(List.of());
  }

  /** The same as one training. */
  Configuration withoutVariants() {
    return new Configuration(root.without(ConfigurationKeys.VARIANTS));
  }

  public TrainSection train() {
    return root.get(ConfigurationKeys.TRAIN).build();
  }

  public LogSection log() {
    return root.get(ConfigurationKeys.LOG).build();
  }

  public CheckpointSection checkpoint() {
    return root.get(ConfigurationKeys.CHECKPOINT).build();
  }

  /** The same with the usual checkpoints: how often they are written makes no other model. */
  public Configuration withUsualCheckpoints() {
    return new Configuration(root.with(ConfigurationKeys.CHECKPOINT, CheckpointSection.ENTRY.defaults()));
  }

  /** The files and folders that the data is read from; none where it comes with the library, or is in the cache. */
  public List<Path> dataFiles() {
    var data = root.get(ConfigurationKeys.DATA);
    return Stream.of(DataSection.PATH, DataSection.EDGES)
        .flatMap(key -> data.find(key).map(DataSource::of).stream())
        .flatMap(source -> source instanceof DataSource.OfFile file ? Stream.of(Path.of(file.path())) : Stream.empty())
        .toList();
  }

  /** The ONNX files that layers of the model are in. */
  public List<Path> modelFiles() {
    return model().stream().flatMap(layer -> onnxPath(layer).stream()).map(Path::of).distinct().toList();
  }

  private static Optional<String> onnxPath(Choice<Layer> layer) {
    return layer.entry() == LayerCatalogue.ONNX ? layer.find(LayerCatalogue.ONNX_PATH) : Optional.empty();
  }

  /** The seed by which rows are split. */
  public long splitSeed() {
    var own = data().split().seed();
    return own == null ? train().seed() : own;
  }

  /**
   * The same with nothing left open.
   *
   * @param task that was chosen or inferred
   * @param classes that the target has; 0 for numbers
   * @param numbers that the target has, where it is no class
   */
  public Configuration resolved(Task task, int classes, int numbers) {
    var loss = root.find(ConfigurationKeys.LOSS).orElseGet(() -> LossCatalogue.of(task));
    var metrics = root.find(ConfigurationKeys.METRICS).orElseGet(() -> List.of(
        data().metric().map(MetricCatalogue.METRICS::choice).orElseGet(() -> MetricCatalogue.of(task))));
    long units = loss.build().units(classes, numbers);
    var layers = model().stream().map(layer -> told(layer, Absent.By.DATA, units)).toList();
    var data = root.get(ConfigurationKeys.DATA);
    return new Configuration(root.with(ConfigurationKeys.MODEL, layers)
        .with(ConfigurationKeys.LOSS, loss)
        .with(ConfigurationKeys.METRICS, metrics)
        .with(ConfigurationKeys.DATA,
            data.entry().keys().contains(DataSection.TASK) ? data.with(DataSection.TASK, task) : data));
  }

  /**
   * The same with what layers left open for the field to tell that they read: how many different numbers it has, and places.
   *
   * @param fields of the data, by name
   */
  public Configuration reading(Function<String, Optional<Field>> fields) {
    return new Configuration(root.with(ConfigurationKeys.MODEL, model().stream().map(layer -> {
      var own = layer.links().inputs().size() == 1
          ? fields.apply(layer.links().inputs().getFirst())
          : Optional.<Field>empty();
      return own.or(() -> fields.apply(Field.FEATURES)).map(field -> told(layer, field)).orElse(layer);
    }).toList()));
  }

  private static Choice<Layer> told(Choice<Layer> layer, Field field) {
    int classes = field.meaning() instanceof Meaning.Classes(var names) ? names.size() : 1;
    int places = field.row().shape().rank() == 0 ? 1 : field.row().shape().extent(0);
    return told(told(layer, Absent.By.CLASSES, classes), Absent.By.PLACES, places);
  }

  private static Choice<Layer> told(Choice<Layer> layer, Absent.By by, long value) {
    return layer.entry().key(by).filter(key -> layer.find(key).isEmpty())
        .map(key -> layer.with(key.name(), value)).orElse(layer);
  }

  /** The same with each file by another path, such as one that starts at another folder. */
  public Configuration withFiles(UnaryOperator<DataSource.OfFile> other) {
    var data = root.get(ConfigurationKeys.DATA);
    for (var key : List.of(DataSection.PATH, DataSection.EDGES)) {
      if (data.find(key).map(DataSource::of).orElse(null) instanceof DataSource.OfFile file) {
        data = data.with(key, other.apply(file).text());
      }
    }
    var train = root.get(ConfigurationKeys.TRAIN);
    var weights = train.find(TrainSection.INITIAL_WEIGHTS).map(DataSource.OfFile::new).map(other);
    if (weights.isPresent()) {
      train = train.with(TrainSection.INITIAL_WEIGHTS, weights.get().path());
    }
    var layers = model().stream().map(layer -> onnxPath(layer).map(DataSource.OfFile::new).map(other)
        .map(file -> layer.with(LayerCatalogue.ONNX_PATH, file.path())).orElse(layer)).toList();
    return new Configuration(root.with(ConfigurationKeys.DATA, data).with(ConfigurationKeys.TRAIN, train)
        .with(ConfigurationKeys.MODEL, layers));
  }

  /** The same with a number of rows where a batch has all of them. */
  public Configuration withRows(int rows) {
    var train = root.get(ConfigurationKeys.TRAIN);
    return train.get(TrainSection.BATCH_SIZE) == Kind.WholeOrAll.ALL
        ? new Configuration(root.with(ConfigurationKeys.TRAIN, train.with(TrainSection.BATCH_SIZE, (long) rows)))
        : this;
  }

  /**
   * The same with a loss that weighs classes as balance asks, if it does.
   *
   * @param weights by which classes count alike
   */
  public Configuration balanced(List<Double> weights) {
    var loss = root.find(ConfigurationKeys.LOSS).orElseThrow();
    if (!loss.build().balanced()) {
      return this;
    }
    var even = loss.with(LossCatalogue.BALANCED, false);
    var given = even.find(LossCatalogue.CLASS_WEIGHTS).orElse(List.of());
    return new Configuration(root.with(ConfigurationKeys.LOSS, loss.entry().keys().contains(LossCatalogue.CLASS_WEIGHTS)
        ? even.with(LossCatalogue.CLASS_WEIGHTS, given.size() != weights.size()
            ? weights
            : IntStream.range(0, weights.size()).mapToObj(i -> weights.get(i) * given.get(i)).toList())
        : even.with(LossCatalogue.POSITIVE_WEIGHT,
            even.get(LossCatalogue.POSITIVE_WEIGHT) * weights.getLast() / weights.getFirst())));
  }

  /** The same with another seed. */
  public Configuration withSeed(long seed) {
    var train = root.get(ConfigurationKeys.TRAIN).with(TrainSection.SEED, seed);
    return new Configuration(root.with(ConfigurationKeys.TRAIN, train));
  }

  /** The name of the activation that the last layer is or has; {@code identity} where there is none. */
  public String lastActivation() {
    return LayerRules.activation(model().getLast()).map(Choice::name).orElse("identity");
  }

  /** The model as {@link #network(Map)} gives it, where all layers are as their keys say. */
  public Network network() {
    return network(Map.of());
  }

  /**
   * The model: a {@link Sequential}, or where something stands beside a layer a {@link Functional}. It is resolved.
   *
   * @param read layers that are made already, by their places from 0
   */
  public Network network(Map<Integer, ? extends Layer> read) {
    var layers = IntStream.range(0, model().size()).<Layer>mapToObj(
        place -> read.containsKey(place) ? read.get(place) : model().get(place).build()).toList();
    if (model().stream().allMatch(layer -> layer.links().equals(Links.NONE))) {
      return new Sequential(layers);
    }
    Map<String, Layer> named = new HashMap<>();
    var nodes = new ArrayList<Functional.Node>();
    for (int place = 0; place < layers.size(); place++) {
      var links = model().get(place).links();
      var layer = links.share().isEmpty() ? layers.get(place) : named.get(links.share());
      named.put(links.name(), layer);
      nodes.add(new Functional.Node(links.name(), layer, links.inputs()));
    }
    return new Functional(nodes);
  }
}
