package dev.sinabro.cli.watch;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.sinabro.cli.experiment.RunningTraining;
import dev.sinabro.train.Evaluation;
import dev.sinabro.train.TrainingEvent;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A training of this process, as its page sees it. Of its events the last ones are kept and no more, and nothing is made of them
 * until a page asks.
 */
public final class LiveTraining implements Consumer<TrainingEvent> {
  private final Path folder;
  private volatile TrainingEvent.@Nullable Begun begun;
  private volatile TrainingEvent.@Nullable Progress progress;
  private volatile TrainingEvent.@Nullable EpochEnded epoch;
  private volatile @Nullable RunningTraining running;
  private volatile boolean stopping;
  private volatile boolean ended;

  /** @param folder of its run */
  public LiveTraining(Path folder) {
    this.folder = folder;
  }

  Path folder() {
    return folder;
  }

  /** Names what the page can have the training do; one that it asked to stop before is stopped. */
  public void runs(RunningTraining training) {
    running = training;
    if (stopping) {
      training.stop();
    }
  }

  @Override
  public void accept(TrainingEvent event) {
    switch (event) {
      case TrainingEvent.Begun one -> begun = one;
      case TrainingEvent.Progress one -> progress = one;
      case TrainingEvent.EpochEnded one -> epoch = one;
      case TrainingEvent.Watched _, TrainingEvent.Profiled _, TrainingEvent.Ended _ -> {
        // the folder has them
      }
    }
  }

  /** Ends it after its present step. */
  void stop() {
    stopping = true;
    RunningTraining training = running;
    if (training != null) {
      training.stop();
    }
  }

  /** Has it write a checkpoint. */
  void checkpoint() {
    RunningTraining training = running;
    if (training != null) {
      training.takeCheckpoint();
    }
  }

  /** Its folder is as it stays. */
  void end() {
    ended = true;
  }

  /** How far it is. */
  JsonObject json() {
    JsonObject json = new JsonObject();
    json.addProperty("state", ended ? "ended" : stopping ? "stopping" : "training");
    RunningTraining training = running;
    json.addProperty("checkpoint", training == null ? 0 : training.lastCheckpoint());
    TrainingEvent.Begun begin = begun;
    TrainingEvent.Progress now = progress;
    TrainingEvent.EpochEnded last = epoch;
    int whole = last == null ? begin == null ? 0 : begin.firstEpoch() - 1 : last.epoch();
    boolean within = now != null && now.epoch() > whole;
    double of = begin == null ? 0 : within ? now.epochRows() / (double) begin.rows() : 0;
    json.addProperty("epoch", within ? now.epoch() : whole);
    json.addProperty("epochs", begin == null ? 0 : begin.lastEpoch());
    json.addProperty("share", begin == null ? 0 : (whole + of) / begin.lastEpoch());
    json.add("figures", within ? figures(now.training()) : last == null ? new JsonObject() : figures(last.training()));
    double rate = now == null ? last == null ? 0 : last.rowsPerSecond() : now.rowsPerSecond();
    json.addProperty("rowsPerSecond", Math.rint(rate));
    json.addProperty("secondsLeft",
        begin == null || rate <= 0 ? 0 : Math.rint((begin.lastEpoch() - whole - of) * begin.rows() / rate));
    return json;
  }

  private static JsonObject figures(Evaluation evaluation) {
    JsonObject json = new JsonObject();
    json.add("loss", figure(evaluation.loss()));
    evaluation.metrics().forEach((name, value) -> json.add(name, figure(value)));
    return json;
  }

  private static JsonPrimitive figure(double value) {
    return Double.isFinite(value) ? new JsonPrimitive(value) : new JsonPrimitive(Double.toString(value));
  }
}
