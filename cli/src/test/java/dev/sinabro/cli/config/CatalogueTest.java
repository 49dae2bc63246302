package dev.sinabro.cli.config;

import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.cli.catalogue.ActivationCatalogue;
import dev.sinabro.cli.catalogue.Catalogue;
import dev.sinabro.cli.catalogue.Catalogues;
import dev.sinabro.cli.catalogue.Choice;
import dev.sinabro.cli.catalogue.ColumnCatalogue;
import dev.sinabro.cli.catalogue.DataSection;
import dev.sinabro.cli.catalogue.Entry;
import dev.sinabro.cli.catalogue.InitializerCatalogue;
import dev.sinabro.cli.catalogue.Key;
import dev.sinabro.cli.catalogue.Keys;
import dev.sinabro.cli.catalogue.LayerCatalogue;
import dev.sinabro.cli.catalogue.LossCatalogue;
import dev.sinabro.cli.catalogue.MetricCatalogue;
import dev.sinabro.cli.catalogue.OptimizerCatalogue;
import dev.sinabro.cli.catalogue.ScheduleCatalogue;
import dev.sinabro.cli.catalogue.ShowCatalogue;
import dev.sinabro.nn.Activation;
import dev.sinabro.nn.Layer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What must hold for every entry of every catalogue, the one that is added tomorrow too. */
class CatalogueTest {

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
  private static final Configuration BASE = read("data: {path: a.csv, target: y}\nmodel: [dense]\n");

  private static final Configuration OF_LOG_PROBABILITIES =
      read("data: {path: a.csv, target: y}\nmodel: [dense, log-softmax]\nloss: negative-log-likelihood\n");

  /** An entry and where it comes from. */
  record Case(Catalogue<?> catalogue, Entry<?> entry) {
    @Override
    public String toString() {
      return catalogue.what() + " " + entry.name();
    }
  }

  static Stream<Case> entries() {
    return Catalogues.ALL.stream()
        .flatMap(catalogue -> catalogue.entries().stream().map(entry -> new Case(catalogue, entry)));
  }

  private static Configuration read(String text) {
    return ConfigurationReader.read("c.yaml", "c", Path.of(""), text, List.of()).configuration();
  }

  /** Where an entry of each catalogue can stand in a configuration. */
  private static Map<Catalogue<?>, List<String>> places() {
    return Map.ofEntries(entry(DataSection.DATA, List.of("data")),
        entry(ColumnCatalogue.COLUMNS, List.of("columns")), entry(ColumnCatalogue.STAND_INS, List.of("missing")),
        entry(LayerCatalogue.LAYERS, List.of("layer")),
        entry(ActivationCatalogue.ACTIVATIONS, List.of("layer", "activation")),
        entry(InitializerCatalogue.INITIALIZERS, List.of("initialization")),
        entry(LossCatalogue.LOSSES, List.of("loss")), entry(MetricCatalogue.METRICS, List.of("metrics")),
        entry(OptimizerCatalogue.OPTIMIZERS, List.of("optimizer")),
        entry(ScheduleCatalogue.SCHEDULES, List.of("schedule")), entry(ShowCatalogue.SHOWS, List.of("show")));
  }

  private static Configuration with(String place, Choice<?> choice) {
    var dense = LayerCatalogue.LAYERS.choice("dense");
    return switch (place) {
      case "layer" -> model(new Choice<>(LayerCatalogue.LAYERS.entry(choice.name()).orElseThrow(), choice.values()));
      case "activation", "initialization" -> model(dense.with("units", 5L).with(place, choice));
      case "loss" -> loss(choice);
      case "columns" -> column(choice);
      case "missing" -> column(ColumnCatalogue.COLUMNS.choice("numeric").with(place, choice));
      case "show", "metrics" -> new Configuration(BASE.root().with(place, List.of(choice)));
      default -> new Configuration(BASE.root().with(place, choice));
    };
  }

  private static Configuration loss(Choice<?> loss) {
    var base = loss.name().equals("negative-log-likelihood") ? OF_LOG_PROBABILITIES : BASE;
    return new Configuration(base.root().with("loss", loss));
  }

  private static Configuration column(Choice<?> column) {
    var data = BASE.root().get(ConfigurationKeys.DATA).with("columns", Map.of("age", column));
    return new Configuration(BASE.root().with(ConfigurationKeys.DATA, data));
  }

  private static Configuration model(Choice<Layer> first) {
    var last = BASE.model().getFirst();
    var complete = first.values().containsKey("initialization") || !first.name().equals("dense")
        ? first
        : first.with("initialization", InitializerCatalogue.before(activation(first)));
    return new Configuration(BASE.root().with(ConfigurationKeys.MODEL, List.of(complete, last)));
  }

  @SuppressWarnings("unchecked") // of a dense layer
  private static Choice<Activation> activation(Choice<?> dense) {
    return dense.values().get("activation") instanceof Choice<?> choice
        ? (Choice<Activation>) choice
        : ActivationCatalogue.ACTIVATIONS.choice("identity");
  }

  @ParameterizedTest
  @MethodSource("entries")
  void isReadBackAsItIsWrittenWithOtherValuesThanTheDefaults(Case each) {
    var choice = OtherValues.of(each.catalogue(), each.entry().name());
    for (var place : places().get(each.catalogue())) {
      var configuration = with(place, choice);
      assertEquals(configuration, read(ConfigurationWriter.write(configuration)), place);
      assertEquals(configuration, read(ConfigurationWriter.writeCommented(configuration)), place);
    }
  }

  /** No name falls through to another entry. */
  @Test
  void nameAloneMeansTheDefaults() {
    for (var entry : OptimizerCatalogue.OPTIMIZERS.entries()) {
      if (!entry.standsAlone()) {
        continue;
      }
      var name = entry.name();
      var named = read("data: {path: a.csv, target: y}\nmodel: [dense]\noptimizer: " + name);
      assertEquals(with("optimizer", OptimizerCatalogue.OPTIMIZERS.choice(name)), named);
      assertEquals(OptimizerCatalogue.OPTIMIZERS.choice(name).build(), named.optimizer());
    }
  }

  /** Whether written plainly or below its key, it is the same. */
  @Test
  void theValueOfTheMainKeyCanStandForAllKeys() {
    var names = new ArrayList<String>();
    for (var entry : LayerCatalogue.LAYERS.entries()) {
      entry.mainKey().ifPresent(key -> {
        var value = YamlText.of(key, OtherValues.of(LayerCatalogue.LAYERS, entry.name()).values().get(key.name()));
        var begin = "data: {path: a.csv, target: y}\nmodel: [relu, {" + entry.name() + ": ";
        assertEquals(read(begin + "{" + key.name() + ": " + value + "}}, dense]"), read(begin + value + "}, dense]"));
        names.add(entry.name());
      });
    }
    assertTrue(names.containsAll(List.of("dense", "dropout", "lstm", "leaky-relu", "residual", "reshape")),
        names.toString());
    assertFalse(names.contains("conv2d"), "it needs two keys");
  }

  /** A key whose value went nowhere would be told by nobody else. */
  @ParameterizedTest
  @MethodSource("entries")
  void everyKeyReachesTheObject(Case each) {
    var sample = each.entry().sample();
    var changed = OtherValues.of(each.catalogue(), each.entry().name());
    assertEquals(sample.build(), sample.build());
    for (var key : each.entry().keys()) {
      assertTrue(OtherValues.objects(key, sample).size() > 1 || OtherValues.objects(key, changed).size() > 1,
          key.name());
    }
  }

  /** Else a listing would show the keys of some values only. */
  @ParameterizedTest
  @MethodSource("entries")
  void asksForTheSameKeysWhateverTheirValues(Case each) {
    var changed = OtherValues.of(each.catalogue(), each.entry().name());
    var asked = new ArrayList<String>();
    each.entry().build(new Keys() {
      @Override
      public <V> V get(Key<V> key) {
        asked.add(key.name());
        return changed.get(key);
      }

      @Override
      public <V> Optional<V> find(Key<V> key) {
        asked.add(key.name());
        return changed.find(key);
      }
    });
    assertEquals(each.entry().keys().stream().map(Key::name).toList(), asked);
  }

  @Test
  void namesAreWordsAndSentencesAreSentences() {
    for (var catalogue : Catalogues.ALL) {
      assertEquals(catalogue.names().size(), new HashSet<>(catalogue.names()).size(), catalogue.what());
      for (var entry : catalogue.entries()) {
        assertTrue(NAME.matcher(entry.name()).matches(), entry.name());
        assertSentence(entry.sentence());
        for (var key : entry.keys()) {
          assertTrue(NAME.matcher(key.name()).matches(), key.name());
          assertSentence(key.sentence());
        }
      }
    }
  }

  private static void assertSentence(String sentence) {
    assertTrue(!sentence.isBlank() && !sentence.endsWith(".") && sentence.indexOf('\n') < 0, sentence);
  }

  @Test
  void configurationsDifferWhereOneValueDoes() {
    var adam = OptimizerCatalogue.OPTIMIZERS.choice("adam");
    assertEquals(with("optimizer", adam), BASE);
    assertNotEquals(with("optimizer", adam.with("beta1", 0.8)), BASE);
  }
}
