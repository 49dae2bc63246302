package dev.sinabro.cli.playground;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import dev.sinabro.backend.DeviceOptions;
import dev.sinabro.cli.config.ConfigurationFile;
import dev.sinabro.cli.experiment.Experiment;
import dev.sinabro.cli.http.Refusal;
import dev.sinabro.data.Dataset;
import dev.sinabro.data.Field;
import dev.sinabro.graph.HostTensor;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.TensorType;
import dev.sinabro.nn.Layers;
import dev.sinabro.nn.Model;
import dev.sinabro.run.Device;
import dev.sinabro.run.Devices;
import dev.sinabro.train.CompiledStep;
import dev.sinabro.train.Steps;
import dev.sinabro.train.Trainer;
import dev.sinabro.train.TrainingEvent;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A convolutional network that reads digits of 8 x 8 pixels, trained when somebody first asks for it, and what its layers
 * make of one.
 */
final class FeatureMaps implements AutoCloseable {
  private static final int SIDE = 8;
  private static final int BRIGHTEST = 16;
  /** The first convolution, behind what makes an image of a row of numbers. */
  private static final String CONVOLUTION = "1";
  private static final String KERNELS = CONVOLUTION + ".weight";

  private final ConfigurationFile file;
  private final Consumer<Throwable> faults;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("digits").factory());
  private volatile int epoch;
  private volatile int epochs;
  private volatile boolean ready;
  private boolean begun;
  private boolean closed;
  private @Nullable Trainer training;
  private @Nullable Network network;

  /** What is there when the training is done, used by the one thread. */
  private record Network(Device device, Trainer trainer, Dataset samples, Steps steps, CompiledStep back)
      implements AutoCloseable {
    @Override
    public void close() {
      steps.close();
      trainer.close();
      device.close();
    }
  }

  FeatureMaps(ConfigurationFile file, Consumer<Throwable> faults) {
    this.file = file;
    this.faults = faults;
  }

  /** How far the training is; the first call begins it. */
  synchronized JsonObject state() {
    if (!begun) {
      begun = true;
      thread.execute(this::train);
    }
    JsonObject json = new JsonObject();
    json.addProperty("ready", ready);
    json.addProperty("epoch", epoch);
    json.addProperty("epochs", epochs);
    return json;
  }

  private void train() {
    Device device = Devices.open("cpu", DeviceOptions.DEFAULT.withThreads(1));
    try {
      Experiment experiment = Experiment.of(file);
      epochs = experiment.configuration().train().epochs();
      Trainer trainer = experiment.trainer().listener(event -> {
        if (event instanceof TrainingEvent.EpochEnded ended) {
          epoch = ended.epoch();
        }
      }).on(device);
      stoppable(trainer);
      trainer.fit(experiment.data().training(), experiment.configuration().train().fit(epochs));
      network = ready(device, trainer, experiment.data().test());
      ready = true;
    } catch (RuntimeException failure) {
      device.close();
      faults.accept(failure);
    }
  }

  private synchronized void stoppable(Trainer trainer) {
    training = trainer;
    if (closed) {
      trainer.stop();
    }
  }

  private synchronized void stop() {
    closed = true;
    if (training != null) {
      training.stop();
    }
  }

  /** With the transposed convolution of the first one: the same kernels, from its maps back to an image. */
  private static Network ready(Device device, Trainer trainer, Dataset samples) {
    HostTensor kernels = trainer.parameters().get(KERNELS);
    if (kernels == null) {
      throw new IllegalStateException("the network has no " + KERNELS);
    }
    int channels = kernels.shape().extent(0);
    Model transposed = new Model(Layers.convTranspose2d(1, kernels.shape().lastExtent()).padding(1).withoutBias());
    Steps steps = new Steps(device, 0);
    CompiledStep back = steps.add(step -> step.output("image",
        step.infer(transposed, step.input("maps", TensorType.f32(1, channels, SIDE, SIDE)))));
    steps.begin(transposed, Map.of("weight", kernels));
    return new Network(device, trainer, samples, steps, back);
  }

  /** The pixels of one of the digits that the network has not learned from, from 0 to 16, and what it is. */
  JsonObject sample(int number) {
    return asked(network -> {
      Dataset one = network.samples.select(new int[] {Math.floorMod(number, network.samples.rowCount())});
      JsonObject json = new JsonObject();
      json.add("pixels", PlaySnapshot.json(one.values(Field.FEATURES).floats()));
      json.addProperty("digit", one.values(Field.TARGET).ints()[0]);
      return json;
    });
  }

  /** What each layer makes of an image, and what the network tells of it. */
  JsonObject read(JsonObject asked) {
    float[] pixels = pixels(asked);
    return asked(network -> {
      Dataset image = Dataset.of(new float[][] {pixels});
      JsonObject json = new JsonObject();
      json.add("probabilities", PlaySnapshot.json(network.trainer.predict(image).rows()[0]));
      Map<String, HostTensor> outputs = network.trainer.intermediates(image).outputs();
      JsonArray layers = new JsonArray();
      outputs.forEach((place, output) -> {
        if (output.shape().rank() == 4) {
          layers.add(layer(place, output));
        }
      });
      json.add("layers", layers);
      HostTensor kernels = network.trainer.parameters().get(KERNELS);
      if (kernels != null) {
        json.add("kernels", PlaySnapshot.json(kernels));
      }
      json.add("back", PlaySnapshot.json(back(network, outputs)));
      return json;
    });
  }

  private JsonObject layer(String place, HostTensor output) {
    JsonObject layer = PlaySnapshot.json(output);
    layer.addProperty("place", place);
    layer.addProperty("kind", file.configuration().model().get(Integer.parseInt(place)).name());
    return layer;
  }

  private static float[] back(Network network, Map<String, HostTensor> outputs) {
    HostTensor maps = outputs.get(CONVOLUTION);
    if (maps == null) {
      throw new IllegalStateException("the network has no layer " + CONVOLUTION);
    }
    network.back.run(Map.of("maps", maps.floats()));
    double[] image = network.back.values("image");
    float[] pixels = new float[image.length];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) image[i];
    }
    return pixels;
  }

  private static float[] pixels(JsonObject asked) {
    try {
      List<JsonElement> values = asked.get("pixels").getAsJsonArray().asList();
      float[] pixels = new float[values.size()];
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = values.get(i).getAsFloat();
        if (!(pixels[i] >= 0 && pixels[i] <= BRIGHTEST)) {
          throw new Refusal(Refusal.UNUSABLE, "a pixel is a number from 0 to " + BRIGHTEST);
        }
      }
      if (pixels.length == Shape.of(SIDE, SIDE).count()) {
        return pixels;
      }
    } catch (JsonParseException | IllegalStateException | UnsupportedOperationException | NumberFormatException
        | NullPointerException malformed) {
      // as an image of another size
    }
    throw new Refusal(Refusal.MALFORMED, "expected pixels, " + SIDE + " rows of " + SIDE);
  }

  private interface Question {
    JsonObject of(Network network);
  }

  private JsonObject asked(Question question) {
    if (!ready) {
      throw new Refusal(Refusal.CONFLICT, "the network is still being trained");
    }
    try {
      return thread.submit(() -> {
        Network present = network;
        if (present == null) {
          throw new Refusal(Refusal.CONFLICT, "the playground ends");
        }
        return question.of(present);
      }).get();
    } catch (RejectedExecutionException closed) {
      throw new Refusal(Refusal.CONFLICT, "the playground ends");
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new Refusal(Refusal.CONFLICT, "the playground ends");
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(failed.getCause());
    }
  }

  @Override
  public void close() {
    stop();
    thread.submit(() -> {
      Network present = network;
      network = null;
      if (present != null) {
        present.close();
      }
    });
    thread.shutdown();
    try {
      thread.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
