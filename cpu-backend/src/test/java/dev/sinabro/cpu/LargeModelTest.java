package dev.sinabro.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sinabro.data.Field;
import dev.sinabro.data.InMemory;
import dev.sinabro.io.Safetensors;
import dev.sinabro.loss.Loss;
import dev.sinabro.nn.Layers;
import dev.sinabro.nn.Sequential;
import dev.sinabro.optim.Optimizer;
import dev.sinabro.run.Device;
import dev.sinabro.run.Devices;
import dev.sinabro.train.Fit;
import dev.sinabro.train.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model's weights are never in Java's heap: it trains, is saved and is loaded in one that is a fraction of their size. */
class LargeModelTest {
  private static final int UNITS = 4096;
  private static final String HEAP = "-Xmx24m";

  @TempDir
  private Path folder;

  @Test
  void aModelOfManyTimesTheHeapTrainsAndIsSavedAndLoaded() throws IOException, InterruptedException {
    Path log = folder.resolve("log");
    Process child = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), HEAP,
        "--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED", "-cp",
        System.getProperty("java.class.path"), Child.class.getName(), folder.resolve("large.safetensors").toString())
        .redirectErrorStream(true).redirectOutput(log.toFile()).start();
    boolean ended = child.waitFor(120, TimeUnit.SECONDS);
    child.destroyForcibly();
    List<String> lines = Files.readAllLines(log);
    assertEquals(true, ended && child.exitValue() == 0, () -> String.join("\n", lines));
    assertEquals("as it was", lines.getLast());
  }

  /** What runs in the small heap. */
  static final class Child {
    private Child() {}

    public static void main(String[] args) throws IOException {
      Path file = Path.of(args[0]);
      InMemory rows = InMemory.rows(2).with(Field.reals(Field.FEATURES, 3), new float[] {1, 2, 3, 4, 5, 6})
          .with(Field.reals(Field.TARGET, 1), new float[] {1, 2});
      try (var device = Devices.open("cpu"); var trainer = trainer(device); var other = trainer(device)) {
        trainer.fit(rows, Fit.epochs(1).batch(2));
        Safetensors.write(file, trainer.storedCheckpoint(), Map.of());
        Safetensors read = Safetensors.read(file);
        other.restore(read);
        System.out.println(Runtime.getRuntime().maxMemory() + " bytes of heap, file of " + Files.size(file));
        System.out.println(other.evaluate(rows).loss() == trainer.evaluate(rows).loss() ? "as it was" : "another loss");
      }
    }

    private static Trainer trainer(Device device) {
      return Trainer.builder(Sequential.of(Layers.dense(UNITS), Layers.dense(UNITS), Layers.dense(1)))
          .loss(Loss.mse()).optimizer(Optimizer.adam(1e-3)).on(device);
    }
  }
}
