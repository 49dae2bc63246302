package dev.sinabro.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sinabro.cli.config.ConfigurationReader;
import dev.sinabro.cli.exit.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SinabroTest {
  private static final String ALL =
      "gates, linear-regression, logistic-regression, cats, linear-map, gauss, xor-cloud, circle, spiral, "
          + "vanishing-gradients, optimizers, digits, iris, breast-cancer, xor, digits-cnn, passengers-rnn, "
          + "passengers-cnn1d, char-rnn, char-gpt, shakespeare-gpt, digits-autoencoder, karate-gcn, mnist-mlp, lenet, "
          + "mnist-dropout, mnist-gan, mnist-vae";

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
      "exmples       | unknown command 'exmples'; did you mean 'examples'?",
      "init          | missing required parameter: 'EXAMPLE'",
      "init iris xor | 'xor' is one argument too many; put quotes around a name with spaces",
      "init irs      | there is no example 'irs'; did you mean 'iris'?",
      "init wines    | there is no example 'wines'; allowed: " + ALL,
      "init iris --verbos | unknown option --verbos; did you mean '--verbose'?"})
  void usageErrorIsOneLineAndAHint(String line, String message) {
    var outcome = CommandRun.of(line.split(" "));
    assertEquals(ExitCode.USAGE.code(), outcome.code());
    assertEquals("", outcome.out());
    var lines = outcome.err().lines().toList();
    assertEquals("sinabro: " + message, lines.getFirst());
    assertEquals(2, lines.size(), outcome.err());
  }

  @Test
  void withoutACommandTheHelpIsAnError() {
    var outcome = CommandRun.of();
    assertEquals(ExitCode.USAGE.code(), outcome.code());
    assertEquals("", outcome.out());
    assertTrue(outcome.err().startsWith("Usage: sinabro ") && outcome.err().contains("train digits"), outcome.err());
  }

  @Test
  void examplesAreListedWithASentence() {
    var outcome = CommandRun.of("examples");
    assertEquals(0, outcome.code());
    assertEquals(Sources.titles().size(), outcome.out().lines().count());
    for (var title : Sources.titles()) {
      assertTrue(outcome.out()
          .lines()
          .anyMatch(line -> line.startsWith(title + " ") && line.matches(
              "\\S+ +[A-Z].*[.?]")),
          outcome.out());
    }
  }

  @ParameterizedTest
  @EnumSource
  void initPrintsTheExample(Example example) {
    var outcome = CommandRun.of("init", example.title());
    assertEquals(0, outcome.code());
    assertEquals(example.configuration(List.of()).configuration(),
        ConfigurationReader.read("printed", "printed", Path.of(""), outcome.out(), List.of()).configuration());
  }

  @Test
  void versionNamesTheJavaRuntime() {
    var lines = CommandRun.of("--version").out().lines().toList();
    assertTrue(lines.getFirst().startsWith("sinabro "), lines.toString());
    assertTrue(lines.get(1).matches("commit (none|[0-9a-f]{40}(-dirty)?)"), lines.toString());
    assertTrue(lines.get(2).startsWith("Java " + Runtime.version()), lines.toString());
  }

  @Test
  void theCommitIsThatOfTheSources() throws IOException, InterruptedException {
    assumeTrue(Files.exists(Path.of("../.git")) && Version.class.getResource("commit.txt") != null);
    Process git = new ProcessBuilder("git", "rev-parse", "HEAD").start();
    String head = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assumeTrue(git.waitFor() == 0);
    assertEquals(head, Version.commit().replace("-dirty", ""));
  }
}
