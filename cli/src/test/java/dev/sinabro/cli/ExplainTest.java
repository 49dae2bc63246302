package dev.sinabro.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.cli.Topic.Language;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Pages fit on a screen, quote code that exists, and name examples and pages that exist. */
class ExplainTest {
  private static final int LINES = 40;
  private static final int COLUMNS = 84;
  private static final Path ROOT = Path.of("..");
  private static final Set<String> COMMANDS = Set.of("train", "graph", "gradcheck", "summary", "sample");

  record Page(Topic topic, Language language) {
    List<String> lines() {
      return topic.page(language).lines().toList();
    }

    /** The lines of the section with this heading, of which the pages in each language have their own. */
    List<String> section(String english, String korean) {
      String heading = language == Language.EN ? english : korean;
      List<String> lines = lines();
      int from = lines.indexOf(heading);
      assertTrue(from > 0, "no line '" + heading + "'");
      return lines.stream().skip(from + 1).takeWhile(line -> !line.isEmpty()).toList();
    }
  }

  static Stream<Page> pages() {
    return Arrays.stream(Topic.values())
        .flatMap(topic -> Arrays.stream(Language.values()).map(language -> new Page(topic, language)));
  }

  @ParameterizedTest
  @MethodSource("pages")
  void aPageFitsOnAScreen(Page page) {
    assertTrue(page.lines().size() <= LINES, "lines: " + page.lines().size());
    page.lines().forEach(line -> assertTrue(columns(line) <= COLUMNS, columns(line) + " columns: " + line));
  }

  @ParameterizedTest
  @MethodSource("pages")
  void quotedCodeStandsInTheClassThatIsNamed(Page page) throws IOException {
    List<String> code = page.section("Code", "코드");
    String source = "";
    int quoted = 0;
    for (String line : code) {
      if (line.startsWith("    ")) {
        String fragment = squeezed(line);
        assertTrue(!fragment.isEmpty() && source.contains(fragment), "not in the code: " + line);
        quoted++;
      } else {
        source = squeezed(Files.readString(
            ROOT.resolve("core/src/main/java/" + line.strip().replace('.', '/') + ".java")));
      }
    }
    assertTrue(quoted > 0);
  }

  @ParameterizedTest
  @MethodSource("pages")
  void examplesExist(Page page) {
    List<String> commands = page.section("Example", "예제");
    assertTrue(!commands.isEmpty());
    for (String line : commands) {
      String[] words = line.strip().split(" ");
      assertEquals("sinabro", words[0]);
      assertTrue(COMMANDS.contains(words[1]), line);
      assertTrue(Example.of(words[2]).isPresent(), line);
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void otherPagesThatItNamesExist(Page page) {
    String last = page.lines().getLast();
    Arrays.stream(last.substring(last.indexOf(':') + 1).split(",")).map(String::strip)
        .forEach(name -> assertTrue(Topic.of(name).isPresent(), name));
  }

  @Test
  void bothLanguagesQuoteTheSameCodeAndExamples() {
    for (Topic topic : Topic.values()) {
      Page english = new Page(topic, Language.EN);
      Page korean = new Page(topic, Language.KO);
      assertEquals(english.section("Code", "코드"), korean.section("Code", "코드"), topic.title());
      assertEquals(english.section("Example", "예제"), korean.section("Example", "예제"), topic.title());
    }
  }

  @Test
  void thereIsNoPageWithoutATopic() throws IOException {
    for (Language language : Language.values()) {
      Path folder = Path.of("src/main/resources/dev/sinabro/cli/explain", language.name().toLowerCase());
      try (var files = Files.list(folder)) {
        assertEquals(new TreeSet<>(Topic.titles()),
            files.map(file -> file.getFileName().toString().replace(".txt", ""))
                .collect(Collectors.toCollection(TreeSet::new)));
      }
    }
  }

  @Test
  void theCommandPrintsThePage() {
    assertEquals(new CommandRun(0, Topic.ATTENTION.page(Language.KO), ""),
        CommandRun.of("explain", "attention", "--lang", "ko"));
    CommandRun list = CommandRun.of("explain");
    List<String> titles = new ArrayList<>();
    list.out().lines().forEach(line -> titles.add(line.split(" ")[0]));
    assertEquals(Topic.titles(), titles);
    assertEquals(2, CommandRun.of("explain", "attension").code());
    assertTrue(CommandRun.of("explain", "attension").err().contains("attention"));
    assertEquals(2, CommandRun.of("explain", "attention", "--lang", "fr").code());
  }

  private static String squeezed(String text) {
    return text.replaceAll("\\s+", " ").strip();
  }

  /** What a line takes on a terminal, where Hangul is twice as wide as Latin. */
  private static int columns(String line) {
    return line.codePoints().map(c -> Character.UnicodeScript.of(c) == Character.UnicodeScript.HANGUL ? 2 : 1).sum();
  }
}
