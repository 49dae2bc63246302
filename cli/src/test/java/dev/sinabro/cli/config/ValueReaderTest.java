package dev.sinabro.cli.config;

import static dev.sinabro.cli.catalogue.Entry.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sinabro.cli.catalogue.Catalogue;
import dev.sinabro.cli.catalogue.Choice;
import dev.sinabro.cli.catalogue.Entry;
import dev.sinabro.cli.catalogue.Key;
import dev.sinabro.cli.catalogue.Keys;
import dev.sinabro.cli.catalogue.Kind;
import dev.sinabro.cli.catalogue.Range;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the reader does with an entry that is made up, of keys that go together or do not. */
class ValueReaderTest {

  /** A window of which the steps must not be longer than the sides. */
  private record Window(List<Integer> sides, List<Integer> steps, List<Integer> shape, double scale) {
    Window {
      for (int axis = 0; axis < sides.size(); axis++) {
        if (steps.get(axis) > sides.get(axis)) {
          throw new IllegalArgumentException("a step of " + steps.get(axis) + " leaves gaps between windows of "
              + sides.get(axis));
        }
      }
    }
  }

  private static final Entry<Window> WINDOW = entry("window", "a part of an image", k -> new Window(
      list(k.wholes("sides", 2, 1, "pixels")),
      list(k.wholes("steps", 2, 1, 1, "pixels between two windows")),
      k.findWholes("shape", 0, 1, "[1, 9]", "of all").map(ValueReaderTest::list).orElse(List.of()),
      k.number("scale", 1, Range.ANY, "of each pixel")));
  private static final Catalogue<Window> WINDOWS = new Catalogue<>("window", "windows", List.of(WINDOW));
  private static final Key<Choice<Window>> KEY =
      Key.required("window", new Kind.One<>(WINDOWS), "name one", "the window");
  private static final Entry<Keys> ROOT = entry("root", "all", k -> {
    k.get(KEY);
    return k;
  });

  private final List<Problem> problems = new ArrayList<>();

  private static List<Integer> list(int[] values) {
    return Arrays.stream(values).boxed().toList();
  }

  private Choice<Keys> read(String yaml) {
    problems.clear();
    var tree = YamlTree.parse("w.yaml", yaml, problems);
    return new ValueReader(problems).read(ROOT, Section.of(problems, "", new Place("w.yaml", 1, 1), tree));
  }

  private List<String> problems(String yaml) {
    read(yaml);
    return problems.stream().map(Problem::toString).toList();
  }

  @Test
  void oneNumberStandsForAllAxes() {
    assertEquals(new Window(List.of(3, 3), List.of(1, 1), List.of(), 1),
        read("window: {window: {sides: 3}}").get(KEY).build());
    assertEquals(new Window(List.of(3, 5), List.of(2, 1), List.of(7, 7, 7), -1),
        read("window: {window: {sides: [3, 5], steps: [2, 1], shape: [7, 7, 7], scale: -1}}").get(KEY).build());
    assertEquals(List.of(), problems);
  }

  @Test
  void isWrittenWithOneNumberWhereAxesAreAlike() {
    var read = read("window: {window: {sides: [3, 3], steps: [2, 1], shape: [7, 7, 7]}}");
    assertEquals("{window: {sides: 3, steps: [2, 1], shape: [7, 7, 7], scale: 1}}", YamlText.of(read.get(KEY)));
  }

  @Test
  void valuesThatDoNotGoTogetherAreAProblemOfTheFile() {
    assertEquals(List.of("w.yaml:1:9: window.window: a step of 4 leaves gaps between windows of 3"),
        problems("window: {window: {sides: [5, 3], steps: 4}}"));
  }

  @Test
  void eachAxisIsChecked() {
    assertEquals(List.of(
        "w.yaml:1:28: window.window.sides: expected a whole number of at least 1, found '0'",
        "w.yaml:1:34: window.window.sides: expected a whole number of at least 1, found 'x'",
        "w.yaml:1:45: window.window.steps: expected a whole number of at least 1, or a list of 2, found a list of 3"),
        problems("window: {window: {sides: [ 0,    x], steps: [1, 1, 1]}}"));
  }

  @Test
  void requiredKeysAreMissing() {
    assertEquals(List.of(
        "w.yaml:1:9: window.window.sides: missing; give a whole number of at least 1, or a list of 2"),
        problems("window: window"));
    assertEquals(List.of("w.yaml:1:1: window: missing; name one"), problems("{}"));
  }
}
