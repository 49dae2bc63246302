package dev.sinabro.cli.config;

import dev.sinabro.data.Task;
import dev.sinabro.nn.Layer;
import dev.sinabro.nn.Sequential;
import dev.sinabro.optim.Optimizer;
import dev.sinabro.optim.Schedule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that decides a run, with defaults filled in.
 *
 * @param name of the run: letters, digits, '.', '_' and '-'
 * @param model its layers from input to output, at least one of them dense
 * @param loss null: follows from the task
 */
public record Configuration(String name, DataSection data, List<LayerSpec> model, @Nullable LossName loss,
    Optimizer optimizer, Schedule schedule, TrainSection train) {

  /**
   * The same with nothing left open.
   *
   * @param task that was chosen or inferred
   * @param classes that the target has; 0 for a number
   */
  public Configuration resolved(Task task, int classes) {
    var chosen = loss == null ? LossName.of(task) : loss;
    int outputs = chosen.outputs(classes);
    var layers = model.stream()
        .map(layer -> layer instanceof LayerSpec.Dense dense && dense.units() == null
            ? new LayerSpec.Dense(outputs, dense.activation(), dense.initialization(), dense.bias())
            : layer)
        .toList();
    var section = new DataSection(data.source(), data.target(), task, data.ignore(), data.split(), data.normalize(),
        data.delimiter());
    return new Configuration(name, section, layers, chosen, optimizer, schedule, train);
  }

  /** The same with data from elsewhere, such as a path that starts at another folder. */
  public Configuration withSource(DataSource source) {
    var section = new DataSection(source, data.target(), data.task(), data.ignore(), data.split(), data.normalize(),
        data.delimiter());
    return new Configuration(name, section, model, loss, optimizer, schedule, train);
  }

  /** The same with another seed. */
  public Configuration withSeed(long seed) {
    return new Configuration(name, data, model, loss, optimizer, schedule,
        new TrainSection(train.epochs(), train.batchSize(), train.precision(), seed));
  }

  /** The seed by which rows are split. */
  public long splitSeed() {
    var own = data.split().seed();
    return own == null ? train.seed() : own;
  }

  /** The model, for a target that needs a number of outputs. */
  public Sequential layers(int outputs) {
    return new Sequential(model.stream().<Layer>map(layer -> layer.layer(outputs)).toList());
  }
}
