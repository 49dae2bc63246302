package dev.sinabro.cli.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every case of {@code configuration-errors.txt}: a wrong configuration and the whole message. */
class ConfigurationErrorsTest {

  private record Case(String title, String yaml, List<Setting> settings, String message) {

    static Case parse(String block) {
      var lines = block.lines().toList();
      return new Case(lines.getFirst(),
          join(lines.stream().skip(1).filter(line -> !line.startsWith("$ ") && !line.startsWith("! "))),
          without(lines, "$ ").map(Setting::parse).toList(), join(without(lines, "! ")));
    }

    private static Stream<String> without(List<String> lines, String mark) {
      return lines.stream().filter(line -> line.startsWith(mark)).map(line -> line.substring(mark.length()));
    }

    private static String join(Stream<String> lines) {
      return lines.collect(Collectors.joining("\n"))
          .strip()
          .replace("{data}", "data: {path: a.csv, target: y}")
          .replace("{model}", "model: [dense: {}]")
          .replace("{tab}", "\t");
    }
  }

  private static List<Case> cases() throws IOException {
    try (var stream = ConfigurationErrorsTest.class.getResourceAsStream("configuration-errors.txt")) {
      var text = new String(Objects.requireNonNull(stream).readAllBytes(), StandardCharsets.UTF_8);
      return Arrays.stream(text.split("(?m)^== ")).skip(1).map(Case::parse).toList();
    }
  }

  @TestFactory
  Stream<DynamicTest> tellsEachProblem() throws IOException {
    return cases().stream().map(row -> dynamicTest(row.title(), () -> {
      var failure = assertThrows(ConfigurationException.class,
          () -> ConfigurationReader.read("c.yaml", "c", Path.of(""), row.yaml(), row.settings()));
      assertEquals(row.message(), failure.getMessage());
    }));
  }

  @Test
  void casesHaveDifferentTitlesAndAMessage() throws IOException {
    var titles = new ArrayList<String>();
    for (var row : cases()) {
      assertFalse(titles.contains(row.title()), row.title());
      assertFalse(row.message().isEmpty(), row.title());
      titles.add(row.title());
    }
    assertTrue(titles.size() >= 30, "only " + titles.size());
  }
}
