package dev.sinabro.cli.log;

import dev.sinabro.graph.Graph;
import dev.sinabro.graph.HostTensor;
import dev.sinabro.io.Protobuf;
import dev.sinabro.train.Evaluation;
import dev.sinabro.train.TrainingEvent;
import dev.sinabro.train.Watch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Event files for TensorBoard, in the folders {@code train} and {@code validation}, by which both are drawn in one chart: at the
 * end of each epoch loss, metrics, learning rate, throughput and the share of time that was waited for data, of watched steps loss, norms and histograms, and once the
 * graph.
 */
public final class TensorBoardLog implements TrainingLog {
  /** The name of the folder in that of a run; {@code tensorboard --logdir} takes either. */
  public static final String NAME = "tensorboard";

  private static final int VALUE = 1;
  private static final int TAG = 1;
  private static final int SIMPLE_VALUE = 2;
  private static final int TENSOR = 8;
  private static final int METADATA = 9;
  private static final int DOUBLES = 2;

  private final Path folder;
  private final Supplier<Graph> graph;
  private @Nullable EventFile train;
  private @Nullable EventFile validation;

  /**
   * The log of a run.
   *
   * @param graph of the network, asked for when a training begins anew
   */
  public TensorBoardLog(Path run, Supplier<Graph> graph) {
    folder = run.resolve(NAME);
    this.graph = graph;
  }

  @Override
  public void accept(TrainingEvent event) {
    try {
      switch (event) {
        case TrainingEvent.Begun begun -> begin(begun);
        case TrainingEvent.EpochEnded epoch -> write(epoch);
        case TrainingEvent.Watched watched -> write(watched);
        case TrainingEvent.Progress _, TrainingEvent.Profiled _, TrainingEvent.Ended _ -> {
          // epochs and watched steps tell all
        }
      }
    } catch (IOException unwritable) {
      throw unwritable(unwritable);
    }
  }

  private void begin(TrainingEvent.Begun begun) throws IOException {
    close();
    train = new EventFile(folder.resolve("train"), begun.step());
    validation = new EventFile(folder.resolve("validation"), begun.step());
    if (begun.step() == 0) {
      train.graph(GraphDef.of(graph.get()));
    }
  }

  private void write(TrainingEvent.EpochEnded epoch) throws IOException {
    if (train != null) {
      train.summary(epoch.step(), scalars(epoch.training())
          .message(VALUE, scalar("learning rate", epoch.learningRate()))
          .message(VALUE, scalar("rows per second", epoch.rowsPerSecond()))
          .message(VALUE, scalar("waiting", epoch.waiting())));
    }
    Optional<Evaluation> evaluation = epoch.validation();
    if (validation != null && evaluation.isPresent()) {
      validation.summary(epoch.step(), scalars(evaluation.get()));
    }
  }

  private static Protobuf scalars(Evaluation evaluation) {
    Protobuf summary = new Protobuf().message(VALUE, scalar("loss", evaluation.loss()));
    evaluation.metrics().forEach((metric, value) -> summary.message(VALUE, scalar(metric, value)));
    return summary;
  }

  private void write(TrainingEvent.Watched watched) throws IOException {
    if (train == null) {
      return;
    }
    Protobuf summary = new Protobuf().message(VALUE, scalar("step loss", watched.loss()));
    watched.readings().forEach((reading, value) -> {
      switch (reading.quantity()) {
        case NORM -> summary.message(VALUE, scalar("norm/" + reading.name(), value.value(0)));
        case GRADIENT_NORM -> summary.message(VALUE, scalar("gradient norm/" + reading.name(), value.value(0)));
        case UPDATE_NORM -> summary.message(VALUE, scalar("update norm/" + reading.name(), value.value(0)));
        case HISTOGRAM -> summary.message(VALUE, histogram("values/" + reading.name(), value));
        case GRADIENT_HISTOGRAM -> summary.message(VALUE, histogram("gradients/" + reading.name(), value));
        case VALUE, GRADIENT -> {
          // elements are for listeners of the library
        }
      }
    });
    train.summary(watched.step(), summary);
  }

  private static Protobuf scalar(String tag, double value) {
    return new Protobuf().text(TAG, tag).float32(SIMPLE_VALUE, (float) value);
  }

  /**
   * As the plugin takes it: a tensor of a row a bin with its least, its largest value and its count.
   *
   * @param reading least, largest and counts, as a {@link Watch} tells them
   */
  private static Protobuf histogram(String tag, HostTensor reading) {
    double low = reading.value(0);
    double width = (reading.value(1) - low) / Watch.BINS;
    double[] rows = new double[3 * Watch.BINS];
    for (int bin = 0; bin < Watch.BINS; bin++) {
      rows[3 * bin] = low + bin * width;
      rows[3 * bin + 1] = low + (bin + 1) * width;
      rows[3 * bin + 2] = reading.value(2 + bin);
    }
    Protobuf shape = new Protobuf().message(2, new Protobuf().integer(1, Watch.BINS))
        .message(2, new Protobuf().integer(1, 3));
    Protobuf tensor = new Protobuf().integer(1, DOUBLES).message(2, shape).doubles(6, rows);
    Protobuf metadata = new Protobuf().message(1, new Protobuf().text(1, "histograms")).integer(4, 2);
    return new Protobuf().text(TAG, tag).message(TENSOR, tensor).message(METADATA, metadata);
  }

  @Override
  public void close() {
    EventFile first = train;
    EventFile second = validation;
    train = null;
    validation = null;
    try {
      if (first != null) {
        first.close();
      }
      if (second != null) {
        second.close();
      }
    } catch (IOException unwritable) {
      throw unwritable(unwritable);
    }
  }

  private UncheckedIOException unwritable(IOException why) {
    return new UncheckedIOException("a file in " + folder + " cannot be written: " + why.getMessage(), why);
  }
}
