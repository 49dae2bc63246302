package dev.sinabro.cli.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sinabro.cli.Example;
import dev.sinabro.cli.catalogue.Absent;
import dev.sinabro.cli.catalogue.ActivationCatalogue;
import dev.sinabro.cli.catalogue.Catalogue;
import dev.sinabro.cli.catalogue.Choice;
import dev.sinabro.cli.catalogue.DataSection;
import dev.sinabro.cli.catalogue.Entry;
import dev.sinabro.cli.catalogue.Keys;
import dev.sinabro.cli.catalogue.Kind;
import dev.sinabro.cli.catalogue.LayerCatalogue;
import dev.sinabro.cli.catalogue.LossCatalogue;
import dev.sinabro.cli.catalogue.Range;
import dev.sinabro.cli.catalogue.Variant;
import dev.sinabro.nn.Layer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

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

  /** The model file holds the configuration as JSON, which any YAML reader makes of it: a text must stay one. */
  @Test
  void textStaysTextForOtherReaders() {
    for (var text : List.of("12", "1e5", "0x1F", ".5", ".inf", "true", "No", "null", "~", "2026-11-21", "-1")) {
      var loaded = new Load(LoadSettings.builder().build()).loadFromString(YamlText.of(text));
      assertEquals(text, loaded);
    }
  }

  private static Configuration read(String text) {
    return ConfigurationReader.read("c.yaml", "c", Path.of(""), text, List.of()).configuration();
  }

  /** Valid configurations of all kinds, key by key as the catalogue says. */
  private record Generator(Random random) {

    Configuration configuration() {
      while (true) {
        var root = new Choice<Keys>(ConfigurationKeys.ROOT, values(ConfigurationKeys.ROOT, 0));
        var layers = new ArrayList<>(root.get(ConfigurationKeys.MODEL));
        var last = new Choice<Layer>(LayerCatalogue.LAYERS.entry("dense").orElseThrow(),
            values(LayerCatalogue.LAYERS.entry("dense").orElseThrow(), 0)).with("activation",
                ActivationCatalogue.ACTIVATIONS.choice("tanh"));
        layers.add(random.nextBoolean() ? last.with("units", 1L) : last);
        var configuration = new Configuration(root.with(ConfigurationKeys.MODEL, List.copyOf(layers))
            .with(ConfigurationKeys.NAME, "run-" + random.nextInt())
            .with(ConfigurationKeys.LOSS, LossCatalogue.LOSSES.choice("mse")));
        var data = configuration.data();
        boolean agrees = LayerRules.count(layers) <= LayerRules.MOST_LAYERS
            && data.split().validation() + data.split().test() < 1
            && !(data instanceof DataSection.OfCsv table && table.ignore().contains(table.target()))
            && configuration.metrics().stream().allMatch(each -> data.task() == null || each.task() == data.task())
            && configuration.metrics().stream().map(each -> each.metric().name()).distinct().count() == configuration
                .metrics().size();
        if (agrees) {
          return configuration;
        }
      }
    }

    /**
     * Only at the end of a model units may be open, what the data or a file tells only outside of other layers, and an initialization
     * never is, after reading.
     */
    private Map<String, Object> values(Entry<?> entry, int depth) {
      var values = new LinkedHashMap<String, Object>();
      for (var key : entry.keys()) {
        boolean mayBeOpen = key.absent() instanceof Absent.Open<?>(var by, _) && by != Absent.By.ACTIVATION
            && !key.name().equals("units")
            && !(depth > 1 && Set.of(Absent.By.CLASSES, Absent.By.PLACES).contains(by));
        if (!mayBeOpen || random.nextBoolean()) {
          values.put(key.name(), value(key.kind(), depth));
        }
      }
      return values;
    }

    private Object value(Kind<?> kind, int depth) {
      return switch (kind) {
        case Kind.Number(var range) -> number(range);
        case Kind.Whole(long least, long most) -> random.nextLong(least, random.nextBoolean() ? most : least + 99);
        case Kind.Wholes(int count, int least) ->
          random.ints(Math.max(1, count), least, least + 9).boxed().toList();
        case Kind.WholesOr<?>(var wholes, var words) -> random.nextBoolean() ? any(words) : value(wholes, depth);
        case Kind.WholeOrAll(long least) -> random.nextBoolean() ? Kind.WholeOrAll.ALL : random.nextLong(least, 99);
        case Kind.Numbers(var range) -> Stream.generate(() -> number(range)).limit(random.nextInt(4)).toList();
        case Kind.Time _ -> Duration.ofMillis(1 + random.nextInt(100_000_000));
        case Kind.Flag _ -> random.nextBoolean();
        case Kind.Word<?>(var type) -> any(List.of(type.getEnumConstants()));
        case Kind.Text _ -> any(TEXTS);
        case Kind.Texts _ -> Stream.generate(() -> any(TEXTS) + "!").limit(random.nextInt(3)).toList();
        case Kind.Symbol _ -> ";\t,| '#".charAt(random.nextInt(7));
        case Kind.Variants _ -> IntStream.rangeClosed(0, random.nextInt(3))
            .mapToObj(i -> new Variant(any(TEXTS) + i, Map.of("train.epochs", "7", "see", "\"a: b, [c]\"")))
            .toList();
        case Kind.One<?>(var of) -> choice(of, depth);
        case Kind.Several<?>(var of, _) ->
          Stream.generate(() -> choice(of, depth + 1)).limit(1 + random.nextInt(3)).toList();
        case Kind.Each<?>(var of, _) -> IntStream.range(0, random.nextInt(3)).boxed()
            .collect(Collectors.toMap(i -> any(TEXTS) + i, _ -> choice(of, depth + 1)));
        case Kind.Section<?>(var of) -> section(of, depth);
        case Kind.Tagged<?>(var of) -> choice(of, depth);
      };
    }

    private <T> Choice<T> section(Entry<T> of, int depth) {
      var choice = new Choice<T>(of, values(of, depth));
      return OtherValues.canBe(choice) ? choice : section(of, depth);
    }

    private <T> Choice<T> choice(Catalogue<T> of, int depth) {
      var entry = any(of.entries());
      boolean nested = entry.keys().stream().anyMatch(key -> key.kind() instanceof Kind.Several<?>);
      if (nested && depth > 3 || depth > 1 && entry == LayerCatalogue.ONNX) {
        return choice(of, depth);
      }
      var choice = new Choice<T>(entry, values(entry, depth));
      return OtherValues.canBe(choice) ? choice : choice(of, depth);
    }

    private double number(Range range) {
      while (true) {
        double value =
            random.nextBoolean() ? random.nextDouble() : random.nextDouble() * Math.pow(10, random.nextInt(60) - 30);
        if (range.contains(value)) {
          return value;
        }
      }
    }

    private <E> E any(List<? extends E> items) {
      return items.get(random.nextInt(items.size()));
    }
  }
}
