package dev.sinabro.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import dev.sinabro.cli.terminal.Figures;
import dev.sinabro.data.BuiltIn;
import dev.sinabro.data.Dataset;
import dev.sinabro.data.Field;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models of text through the command: trained, judged, and asked to write. */
class TextTest {
  /** Of words of a to e, in which a vowel follows on each consonant. */
  private static final String TINY = """
      data: {kind: text, path: words.txt, split: {validation: 0, test: 0.1}}
      model: [embedding: {width: 8}, lstm: {units: 24}, dense: {}]
      optimizer: {adam: {learning-rate: 0.02}}
      train: {epochs: 40, batch-size: 32}
      show: [samples: {count: 3, length: 12}]
      """;

  @TempDir
  private Path folder = Path.of("");

  private String sinabro(int code, Object... arguments) {
    var outcome = CommandRun.of(Arrays.stream(arguments).map(Object::toString).toArray(String[]::new));
    assertEquals(code, outcome.code(), outcome.err());
    return code == 0 ? outcome.out() : outcome.err();
  }

  private String train(String source, Object... settings) {
    List<Object> all = new ArrayList<>(List.of("train", source, "--device", "cpu", "--out", folder.resolve("run")));
    all.addAll(List.of(settings));
    return sinabro(0, all.toArray());
  }

  private double figure(String name) throws IOException {
    return JsonParser.parseString(Files.readString(folder.resolve("run/summary.json"))).getAsJsonObject().get(name)
        .getAsDouble();
  }

  private String sample(Object... options) {
    List<Object> all = new ArrayList<>(List.of("sample", folder.resolve("run"), "--device", "cpu"));
    all.addAll(List.of(options));
    return sinabro(0, all.toArray());
  }

  private void assertTellsMoreThanTrigrams(String example) throws IOException {
    double bits = figure("test_bits-per-character");
    double trigrams = bitsOfTrigrams();
    assertTrue(bits < trigrams, example + ": " + bits + " bits per character beside " + trigrams + " of trigrams");
    assertTrue(sinabro(0, "evaluate", folder.resolve("run")).contains(
        "bits-per-character " + Figures.metric(bits) + " ·"));
  }

  @Test
  void anLstmTellsLettersBetterThanTrigramsAndWritesNewWords() throws IOException {
    List<String> lines = train("char-rnn", "--epochs", 1).lines().toList();
    assertTellsMoreThanTrigrams("char-rnn");
    int heading = lines.indexOf("show     written anew, no line of the data:");
    List<String> written = lines.subList(heading + 1, heading + 11).stream().map(line -> line.substring(9)).toList();
    assertEquals(10, written.stream().filter(word -> word.matches("[a-z]{1,12}")).distinct().count(),
        written.toString());
    assertTrue(BuiltIn.WORDS.corpus().lines().stream().noneMatch(written::contains), written.toString());
  }

  @Test
  void aTransformerTellsLettersBetterThanTrigrams() throws IOException {
    train("char-gpt", "--epochs", 2, "--quiet");
    assertTellsMoreThanTrigrams("char-gpt");
    Path input = Files.writeString(folder.resolve("new.txt"), "q\nhappiness\n");
    List<String> lines =
        sinabro(0, "predict", folder.resolve("run"), "--input", input, "--device", "cpu").lines().toList();
    assertEquals("text,next,probability", lines.getFirst());
    assertTrue(lines.get(1).startsWith("q,u,"), lines.toString());
    assertTrue(lines.get(2).startsWith("happiness,,"), "it ends: " + lines);
  }

  /** Add-one smoothing, on the training and test rows of the example; a word begins behind two ends. */
  private static double bitsOfTrigrams() {
    var words = BuiltIn.WORDS.corpus().lines(13, 0.1, 0.2, 42);
    int characters = words.preprocessing().names().size();
    Map<List<Integer>, Integer> counts = new HashMap<>();
    trigrams(words.training()).forEach(trigram -> {
      counts.merge(trigram, 1, Integer::sum);
      counts.merge(trigram.subList(0, 2), 1, Integer::sum);
    });
    return trigrams(words.test()).stream().mapToDouble(trigram -> -Math.log(
        (counts.getOrDefault(trigram, 0) + 1.0) / (counts.getOrDefault(trigram.subList(0, 2), 0) + characters)))
        .average().orElseThrow() / Math.log(2);
  }

  private static List<List<Integer>> trigrams(Dataset words) {
    int[] seen = words.values(Field.FEATURES).ints();
    int[] following = words.values(Field.TARGET).ints();
    List<List<Integer>> trigrams = new ArrayList<>();
    for (int i = 0; i < seen.length; i++) {
      if (following[i] >= 0) {
        trigrams.add(List.of(i % 13 == 0 ? 0 : seen[i - 1], seen[i], following[i]));
      }
    }
    return trigrams;
  }

  private void trainTiny() throws IOException {
    StringBuilder words = new StringBuilder();
    for (String first : List.of("ba", "ca", "da", "be", "ce", "de")) {
      for (String second : List.of("ba", "ca", "da", "be", "ce", "de")) {
        words.append(first).append(second).append("\n");
      }
    }
    Files.writeString(folder.resolve("words.txt"), words);
    train(Files.writeString(folder.resolve("tiny.yaml"), TINY).toString(), "--quiet");
  }

  @Test
  void textIsWrittenAndTheSeedDecidesIt() throws IOException {
    trainTiny();
    String written = sample("--prompt", "ba", "--length", 98, "--seed", 1);
    assertEquals(written, sample("--prompt", "ba", "--length", 98, "--seed", 1));
    assertNotEquals(written, sample("--prompt", "ba", "--length", 98, "--seed", 2));
    assertTrue(written.startsWith("ba") && written.length() <= 101, written);
    List<String> words = written.lines().toList();
    long right = words.subList(0, words.size() - 1).stream().filter(word -> word.matches("([b-d][ae]){2}")).count();
    assertTrue(words.size() > 15 && right > 0.9 * (words.size() - 1), right + " words as in training: " + written);
    assertEquals(sample("--length", 20, "--top-k", 1, "--seed", 1), sample("--length", 20, "--top-k", 1, "--seed", 2));
    assertEquals(sample("--length", 20, "--top-k", 1), sample("--length", 20, "--temperature", 1e-3),
        "next to no temperature leaves the most probable");
    assertEquals("be\n", sample("--prompt", "be", "--length", 0));
  }

  @Test
  void whatCannotBeWrittenIsTold() throws IOException {
    trainTiny();
    Path run = folder.resolve("run");
    assertEquals(
        "sinabro: 'bax é': has characters that were not there in training: 'x', ' ', 'é'; the model knows abcde\n",
        sinabro(4, "sample", run, "--prompt", "bax é"));
    assertEquals("sinabro: the last line: has 5 characters, but lines of this model have 4 at most; shorten it\n",
        sinabro(4, "sample", run, "--prompt", "babab"));
    assertTrue(sinabro(2, "sample", run, "--temperature", 0).startsWith("sinabro: --temperature 0.0: must be above 0"));
    assertTrue(sinabro(2, "sample", run, "--top-k", 0).startsWith("sinabro: --top-k 0: must be 1 at least"));
    assertTrue(sinabro(2, "sample", run, "--length", -1).startsWith("sinabro: --length -1: must be 0 or more"));
    Path other = folder.resolve("other");
    sinabro(0, "train", "xor", "--max-steps", 1, "--device", "cpu", "--quiet", "--out", other);
    assertTrue(sinabro(4, "sample", other).startsWith("sinabro: this model did not learn from text"));
  }

  /** Its characters and the length of its lines are its own. */
  @Test
  void aTextOfOnesOwnIsTaken() throws IOException {
    Path text =
        Files.writeString(folder.resolve("own.txt"), "Über allen Gipfeln ist Ruh,\nin allen Wipfeln\n".repeat(9));
    train("char-gpt", "--data", text, "--max-steps", 2, "--quiet");
    assertTrue(sample("--prompt", "Über", "--length", 5).startsWith("Über"));
    sinabro(0, "train", "char-rnn", "--data", text, "--set", "data.lines=false", "--set", "data.context=20",
        "--max-steps", 2, "--device", "cpu", "--quiet", "--out", folder.resolve("running"));
    assertTrue(sinabro(0, "sample", folder.resolve("running"), "--prompt", "in allen Wipfeln\nÜber allen",
        "--length", 30, "--device", "cpu").startsWith("in allen Wipfeln\nÜber allen"));
  }

  /** On a part of the text; by guessing one of 65 characters the loss would be 4.17. */
  @Test
  void shakespeareIsBegunToBeLearned() throws IOException {
    List<String> lines = BuiltIn.TINYSHAKESPEARE.corpus().lines();
    Path part = Files.write(folder.resolve("part.txt"), lines.subList(0, 2000));
    train("shakespeare-gpt", "--data", part, "--max-steps", 20, "--quiet");
    assertEquals(20, figure("steps"));
    assertTrue(figure("validation_loss") < 3.6, "loss " + figure("validation_loss"));
  }

  /** 1.88 is what nanoGPT tells of this configuration. */
  @Test
  @Tag("long")
  void shakespeareIsLearnedAsByNanoGpt() throws IOException {
    train("shakespeare-gpt", "--quiet");
    assertEquals(2000, figure("steps"));
    assertTrue(figure("validation_loss") <= 1.88, "loss " + figure("validation_loss"));
    assertTrue(sample("--prompt", "ROMEO:").startsWith("ROMEO:"));
  }
}
