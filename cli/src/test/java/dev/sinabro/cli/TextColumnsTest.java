package dev.sinabro.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table with sentences: what it is proposed to be, what is learned of it, and what the model makes of new ones. */
class TextColumnsTest {
  private static final List<String> NEUTRAL =
      List.of("the", "film", "was", "seen", "by", "us", "in", "a", "small", "room", "on", "monday");
  private static final List<String> LIKED = List.of("lovely", "moving", "Superb");
  private static final List<String> DISLIKED = List.of("dull", "tiresome", "awful");

  @TempDir
  private Path folder = Path.of("");

  private CommandRun done(Object... arguments) {
    CommandRun run = CommandRun.of(Arrays.stream(arguments).map(Object::toString).toArray(String[]::new));
    assertEquals(0, run.code(), run.err());
    return run;
  }

  private Path reviews(int rows) throws IOException {
    var random = new Random(4);
    List<String> lines = new ArrayList<>(List.of("review,minutes,liked"));
    for (int i = 0; i < rows; i++) {
      boolean liked = random.nextBoolean();
      List<String> words = new ArrayList<>();
      for (int word = 0; word < 7; word++) {
        words.add(NEUTRAL.get(random.nextInt(NEUTRAL.size())));
      }
      words.set(random.nextInt(7), (liked ? LIKED : DISLIKED).get(random.nextInt(3)));
      lines.add(
          '"' + String.join(" ", words) + ", they said\"," + (80 + random.nextInt(60)) + "," + (liked ? "yes" : "no"));
    }
    return Files.write(folder.resolve("reviews.csv"), lines);
  }

  @Test
  void sentencesAreProposedAndLearned() throws IOException, InterruptedException {
    String told = done("data", "inspect", reviews(300)).out();
    String yaml = told.substring(told.indexOf("data:\n"));
    assertTrue(yaml.contains("  columns:\n    review: text\n"), yaml);
    Path configuration = Files.writeString(folder.resolve("c.yaml"), yaml);
    Path run = folder.resolve("run");
    done("train", configuration, "--quiet", "--device", "cpu", "--out", run, "--set", "train.epochs=20", "--require",
        "test_accuracy>=0.98");

    Path later = Files.writeString(folder.resolve("later.csv"), """
        review,minutes
        "SUPERB - unheard-of, moving",100
        Awful and dull,100
        """);
    List<String> predicted = done("predict", run, "--input", later).out().lines().toList();
    assertTrue(predicted.get(0).startsWith("liked,"), predicted.get(0));
    assertTrue(predicted.get(1).startsWith("yes,"), predicted.get(1));
    assertTrue(predicted.get(2).startsWith("no,"), predicted.get(2));
    try (var served = new Served(run)) {
      assertEquals("[\"yes\",\"no\"]", served.output("""
          {"inputs": [
            {"name": "review", "datatype": "BYTES", "shape": [2], "data": ["superb!", "dull, they said"]},
            {"name": "minutes", "datatype": "FP64", "shape": [2], "data": [100, 100]}]}""", "class").get("data")
          .toString());
    }
    Files.writeString(later, "review,minutes\n?,100\n");
    CommandRun missing = CommandRun.of("predict", run.toString(), "--input", later.toString());
    assertEquals(4, missing.code());
    assertTrue(missing.err().contains("later.csv:2, column 'review': expected a value, found none"), missing.err());
  }

  /** Where missing values need not be there, a missing text has no words. */
  @Test
  void aMissingTextHasNoWords() throws IOException {
    Path file = reviews(60);
    Files.writeString(file, Files.readString(file) + ",100,yes\nNA,90,no\n");
    Path configuration = Files.writeString(folder.resolve("c.yaml"),
        """
            data: {path: reviews.csv, target: liked, missing: impute, columns: {review: {text: {counting: counts, most: 5}}}}
            model: [dense]
            train: {epochs: 1}
            """);
    Path run = folder.resolve("run");
    done("train", configuration, "--quiet", "--device", "cpu", "--out", run);
    Path later = Files.writeString(folder.resolve("later.csv"), "minutes,review\n100,\n100,unknown\n");
    List<String> predicted = done("predict", run, "--input", later).out().lines().toList();
    assertEquals(predicted.get(1), predicted.get(2), "no words that are known");
  }
}
