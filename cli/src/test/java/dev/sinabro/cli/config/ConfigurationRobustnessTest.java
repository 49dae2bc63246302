package dev.sinabro.cli.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.cli.catalogue.DataSection;
import dev.sinabro.optim.Optimizer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong beyond a wrong key: absent files, damaged, endless and multiplied texts, unprintable names. */
class ConfigurationRobustnessTest {

  private static final String SHORT = """
      data: {path: wine.csv, target: cultivar}
      model:
        - dense: {units: 64, activation: relu}
        - dense: {}
      """;

  private static Configuration read(String yaml) {
    return ConfigurationReader.read("c.yaml", "c", Path.of(""), yaml, List.of()).configuration();
  }

  @Test
  void learningRateIsThatOfTheOptimizerInUse() {
    var setting = List.of(Setting.parse("optimizer.learning-rate=0.5"));
    Map.of("", Optimizer.adam(0.5), "optimizer: sgd", Optimizer.sgd(0.5),
        "optimizer: {momentum: {learning-rate: 0.1, momentum: 0.8}}", Optimizer.momentum(0.5, 0.8))
        .forEach((yaml, optimizer) -> assertEquals(optimizer, ConfigurationReader
            .read("c.yaml", "c", Path.of(""), SHORT + yaml, setting)
            .configuration()
            .optimizer()));
  }

  @Test
  void absentFileIsToldWithItsRemedy(@TempDir Path folder) {
    var absent = folder.resolve("absent.yaml");
    var failure = assertThrows(ConfigurationException.class, () -> ConfigurationReader.read(absent, List.of()));
    assertEquals(absent + ": there is no such file; 'sinabro init iris > " + absent + "' makes one to begin with",
        failure.getMessage());
  }

  /** YAML allows no character above U+FFFD in plain sight but those of the other planes. */
  @Test
  void everyCharacterOfAColumnNameReadsBack() {
    var configuration = read(SHORT);
    for (int code = 0; code <= 0x1ffff; code +=
        code < 0x300 || code >= 0x2000 && code < 0x2100 || code >= 0xfe00 && code < 0x10100 ? 1 : 97) {
      if (code < Character.MIN_SURROGATE || code > Character.MAX_SURROGATE) {
        var name = "a" + Character.toString(code) + "b";
        var data = configuration.root().get(ConfigurationKeys.DATA).with(DataSection.TARGET, name);
        var named = new Configuration(configuration.root().with(ConfigurationKeys.DATA, data));
        assertEquals(named.data(), read(ConfigurationWriter.write(named)).data(), "U+" + Integer.toHexString(code));
      }
    }
  }

  @Test
  void problemIsOneLineWhateverIsFound() {
    var yaml = SHORT + "train: {epochs: \"1\\n2\\e[31m\\u2028\", \"see\\nd\": 3}\n";
    var failure = assertThrows(ConfigurationException.class, () -> read(yaml));
    assertEquals("""
        c.yaml:5:17: train.epochs: expected a whole number of at least 1, found the quoted text '1 2 [31m '
        c.yaml:5:37: train.see d: unknown key; did you mean 'seed'?""", failure.getMessage());
  }

  /** Texts one to four edits away from a right one are read or refused, but nothing else may come out of them. */
  @Test
  void damagedTextsAreReadOrRefused() {
    var right = ConfigurationWriter.write(read(SHORT));
    var pieces = List.of("", " ", "\n", "  ", "\t", ":", "-", "- ", "[", "]", "{", "}", "&a ", "*a", "!!int ", "'",
        "\"", "|", ">", "%", "@", "#", "?", ",", "~", "null", "0", "-1", "1e400", "---\n", "...\n", "<<: ", "\u0000");
    int refused = 0;
    for (long seed = 0; seed < 3_000; seed++) {
      var random = new SplittableRandom(seed);
      var text = new StringBuilder(right);
      for (int edits = 1 + random.nextInt(4); edits > 0; edits--) {
        int start = random.nextInt(text.length());
        int end = Math.min(text.length(), start + random.nextInt(6));
        text.replace(start, end, pieces.get(random.nextInt(pieces.size())));
      }
      try {
        read(text.toString());
      } catch (ConfigurationException e) {
        refused++;
        assertNotEquals(0, e.problems().size());
        assertEquals(e.problems().size(), e.getMessage().lines().count(), "seed " + seed + ": " + e.getMessage());
      } catch (RuntimeException | StackOverflowError e) {
        throw new AssertionError("seed " + seed + "\n" + text, e);
      }
    }
    assertNotEquals(0, refused);
  }

  @Test
  void deepNestingIsRefused() {
    for (var open : List.of("[", "{a: ", "- ", "? ")) {
      var yaml = open.repeat(20_000);
      var failure = assertThrows(ConfigurationException.class, () -> read(yaml));
      assertEquals("c.yaml:1:" + (50 * open.length() + 1) + ": is nested more than 50 levels deep",
          failure.getMessage());
    }
  }

  /** Three aliases on each of 16 levels stand for 3^16 = 43 million values; the parser itself refuses 51 aliases. */
  @Test
  void aliasesThatMultiplyAreRefused() {
    var yaml = new StringBuilder("l0: &l0 [x]\n");
    for (int level = 1; level <= 16; level++) {
      yaml.append("l%d: &l%d [%s]%n".formatted(level, level, ("*l" + (level - 1) + ", ").repeat(3)));
    }
    var failure = assertThrows(ConfigurationException.class, () -> read(yaml.toString()));
    assertTrue(failure.getMessage().endsWith("more than 100000 values; aliases count as often as they are used"),
        failure.getMessage());
  }

  /** A line can ask for more layers than could be built in a year. */
  @Test
  void layersThatMultiplyAreRefused() {
    var inner = "{repeat: {times: 200, layers: [{dense: {units: 4}}]}}";
    for (var layers : List.of("{repeat: {times: 100000000, layers: [{dense: {units: 4}}]}}",
        "{repeat: {times: 200, layers: [" + inner + "]}}", "{lstm: {units: 2, layers: 1000000}}")) {
      var failure = assertThrows(ConfigurationException.class,
          () -> read("data: {path: wine.csv, target: cultivar}\nmodel: [" + layers + ", {dense: {}}]\n"));
      assertTrue(
          failure.getMessage().contains("each counted as often as it is repeated; 10000 are the most that are built"),
          failure.getMessage());
    }
    assertEquals(2,
        read("data: {path: wine.csv, target: cultivar}\nmodel: [" + inner + ", {dense: {}}]\n").model().size());
  }

  @Test
  void aliasesRepeatValues() {
    var yaml = SHORT.replace("dense: {units: 64, activation: relu}\n",
        "dense: &hidden {units: 64, activation: relu}\n  - dense: *hidden\n");
    var model = read(yaml).model();
    assertEquals(3, model.size());
    assertEquals(model.get(0), model.get(1));
  }
}
