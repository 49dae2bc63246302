package dev.sinabro.train;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the README shows of loops and classes of one's own is what is tested. */
class ReadmeTest {

  @ParameterizedTest
  @CsvSource({"discriminator, StepsTest", "policy, StepsTest", "Maxout, OwnClassesTest"})
  void theCodeOfTheReadmeIsTested(String word, String test) throws IOException {
    String tested = code(Files.readString(Path.of("src/test/java/dev/sinabro/train/" + test + ".java")));
    String shown = Arrays.stream(Files.readString(Path.of("../README.md")).split("```java\n")).skip(1)
        .map(block -> block.substring(0, block.indexOf("```"))).filter(block -> block.contains(word))
        .map(ReadmeTest::code).findFirst().orElseThrow();
    assertTrue(shown.lines().count() >= 15, shown);
    assertTrue(tested.contains(shown), () -> test + " does not hold this code:\n" + shown);
  }

  /** The lines without their indents, and without what only a test says. */
  private static String code(String text) {
    return text.lines().map(String::strip).filter(line -> !line.contains("assert") && !line.isEmpty())
        .collect(Collectors.joining("\n"));
  }
}
