package dev.sinabro.cli.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.backend.MatmulPrecision;
import dev.sinabro.cli.Example;
import dev.sinabro.cli.config.LayerSpec.Initialization;
import dev.sinabro.data.BuiltIn;
import dev.sinabro.data.Normalization;
import dev.sinabro.data.Task;
import dev.sinabro.nn.Activation;
import dev.sinabro.optim.Adam;
import dev.sinabro.optim.GradientDescent;
import dev.sinabro.optim.Momentum;
import dev.sinabro.optim.Optimizer;
import dev.sinabro.optim.Schedule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConfigurationWriterTest {

  private static final List<String> TEXTS = List.of("y", "wine.csv", "a b", "null", "true", "12", "1e5", "~", "#1",
      "a #b", "a: b", "- a", "[x]", "{x}", "\"", "'", "it's", "\\", "C:\\data", "a\tb", "*a", "&a", "!a", "%a", "@a",
      "|", ">", "?", "a:", ":a", "시나브로", "\u0001", "é", "a\nb", "a\u2028b", "👍", "..", "---", "...", "x,y");

  /** What is written reads back as the same, with and without comments. */
  @Test
  void readsBackWhatWasWritten() {
    for (int seed = 0; seed < 500; seed++) {
      var configuration = new Generator(new Random(seed)).configuration();
      assertEquals(configuration, read(ConfigurationWriter.write(configuration)), "seed " + seed);
      assertEquals(configuration, read(ConfigurationWriter.writeCommented(configuration)), "seed " + seed);
    }
  }

  @ParameterizedTest
  @EnumSource
  void commentedExampleIsTheExample(Example example) {
    var configuration = example.configuration(List.of()).configuration();
    assertEquals(configuration, read(ConfigurationWriter.writeCommented(configuration)));
    assertEquals(example.title(), configuration.name());
  }

  /** A key that is read, but that no configuration explains, would stay unknown to users. */
  @Test
  void everyKeyIsExplained() {
    var layers = List.<LayerSpec>of(new LayerSpec.Activate(Activation.TANH), new LayerSpec.Dropout(0.5),
        new LayerSpec.Dense(null, Activation.IDENTITY, Initialization.GLOROT, true));
    var base = Example.IRIS.configuration(List.of()).configuration();
    var texts = Stream.of(Optimizer.sgd(0.1), Optimizer.momentum(0.1, 0.9), Optimizer.adam(0.1))
        .flatMap(optimizer -> Stream.of(new Schedule.Constant(), new Schedule.StepDecay(5, 0.5))
            .map(schedule -> new Configuration("x", base.data(), layers, null, optimizer, schedule, base.train())))
        .map(ConfigurationWriter::writeCommented)
        .toList();
    Keys.EXPLANATIONS.forEach((key, explanation) -> {
      var name = key.substring(key.lastIndexOf('.') + 1);
      assertTrue(texts.stream()
          .anyMatch(text -> text.lines()
              .anyMatch(line -> line.contains(name + ": ") && line.endsWith("# " + explanation))),
          key);
    });
  }

  private static Configuration read(String text) {
    return ConfigurationReader.read("c.yaml", "c", Path.of(""), text, List.of()).configuration();
  }

  /** Valid configurations of all kinds. */
  private record Generator(Random random) {

    Configuration configuration() {
      var layers = new ArrayList<LayerSpec>();
      for (int i = random.nextInt(4); i > 0; i--) {
        layers.add(switch (random.nextInt(3)) {
          case 0 -> new LayerSpec.Dropout(random.nextDouble());
          case 1 -> new LayerSpec.Activate(any(Activation.class));
          default -> dense(1 + random.nextInt(1000), any(Activation.class));
        });
      }
      layers.add(dense(maybe(() -> 2 + random.nextInt(9)), Activation.TANH));
      return new Configuration("run-" + random.nextInt(), data(), List.copyOf(layers), random.nextBoolean()
          ? null
          : LossName.MSE, optimizer(),
          random.nextBoolean()
              ? new Schedule.Constant()
              : new Schedule.StepDecay(1 + random.nextInt(99), 1 - random.nextDouble()),
          new TrainSection(1 + random.nextInt(Integer.MAX_VALUE), 1 + random.nextInt(999),
              any(MatmulPrecision.class), random.nextLong() >>> 1));
    }

    private LayerSpec dense(@Nullable Integer units, Activation activation) {
      return new LayerSpec.Dense(units, activation, any(Initialization.class), random.nextBoolean());
    }

    private DataSection data() {
      var source = random.nextBoolean()
          ? new DataSource.OfLibrary(any(BuiltIn.class))
          : new DataSource.OfFile(text());
      var ignore = Stream.generate(this::text).limit(random.nextInt(3)).map(text -> text + "!").toList();
      var split = new DataSection.Split(random.nextDouble() / 2, random.nextDouble() / 2,
          maybe(() -> random.nextLong() >>> 1));
      return new DataSection(source, text(), maybe(() -> any(Task.class)), ignore, split, any(Normalization.class),
          maybe(() -> ";\t,| '#".charAt(random.nextInt(7))));
    }

    private Optimizer optimizer() {
      double rate = Math.scalb(1 - random.nextDouble(), random.nextInt(60) - 40);
      return switch (random.nextInt(3)) {
        case 0 -> new GradientDescent(rate, random.nextDouble());
        case 1 -> new Momentum(rate, random.nextDouble(), random.nextInt(3));
        default -> new Adam(rate, random.nextDouble(), random.nextDouble(), 1e-8, 0);
      };
    }

    private String text() {
      return TEXTS.get(random.nextInt(TEXTS.size()));
    }

    private <E extends Enum<E>> E any(Class<E> type) {
      return type.getEnumConstants()[random.nextInt(type.getEnumConstants().length)];
    }

    private <T> @Nullable T maybe(Supplier<T> value) {
      return random.nextBoolean() ? null : value.get();
    }
  }
}
