package dev.sinabro.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The loops that the README shows are those that are tested. */
class ReadmeTest {
  private static final String CHAPTER = "### A training loop of your own";

  @Test
  void theLoopsOfTheReadmeAreThoseThatAreTested() throws IOException {
    String tested = code(Files.readString(Path.of("src/test/java/dev/sinabro/train/StepsTest.java")));
    String readme = Files.readString(Path.of("../README.md"));
    int begin = readme.indexOf(CHAPTER);
    String chapter = readme.substring(begin, readme.indexOf("\n##", begin + CHAPTER.length()));
    List<String> blocks = new ArrayList<>(List.of(chapter.split("```java\n")));
    blocks.removeFirst();
    assertEquals(2, blocks.size());
    for (String block : blocks) {
      String shown = code(block.substring(0, block.indexOf("```")));
      assertTrue(shown.lines().count() >= 20, shown);
      assertTrue(tested.contains(shown), () -> "StepsTest does not hold this code:\n" + shown);
    }
  }

  /** The lines without their indents, and without what only a test says. */
  private static String code(String text) {
    return text.lines().map(String::strip).filter(line -> !line.contains("assert") && !line.isEmpty())
        .collect(Collectors.joining("\n"));
  }
}
