package dev.sinabro.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.cli.experiment.RunFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole commands with files that were damaged: exit codes of the table, a message, and no part of an output left. */
class BadInputTest {
  private static final Set<Integer> CODES = Set.of(0, 3, 4, 6);

  @TempDir
  private static Path folder = Path.of("");

  private static Path run = Path.of("");
  private static Path digits = Path.of("");

  @BeforeAll
  static void trained() throws IOException {
    StringBuilder rows = new StringBuilder("x,color,kind\n");
    for (int i = 0; i < 30; i++) {
      rows.append("%d,%s,%s\n".formatted(i % 7, i % 3 == 0 ? "red" : "blue", i % 7 > 3 ? "right" : "left"));
    }
    Files.writeString(folder.resolve("points.csv"), rows);
    SmallDigits.write(folder.resolve("mnist"), 30, 10);
    run = trained("table", "{path: points.csv, target: kind}", "{dense: {}}");
    digits = trained("digits", "{kind: idx, path: mnist}", "flatten, {dense: {}}");
  }

  private static Path trained(String name, String data, String layers) throws IOException {
    Path configuration = folder.resolve(name + ".yaml");
    Files.writeString(configuration, "data: %s\nmodel: [%s]\ntrain: {epochs: 1}\n".formatted(data, layers));
    Path folderOfRun = folder.resolve(name);
    CommandRun training =
        CommandRun.of("train", configuration.toString(), "--device", "cpu", "--quiet", "--out", folderOfRun.toString());
    assertEquals(0, training.code(), training.err());
    return folderOfRun;
  }

  private static Set<String> files() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return new TreeSet<>(all.map(Path::toString).toList());
    }
  }

  /** Gives damaged copies of a file to a command, whose arguments name the copy as FILE and an output as OUT. */
  private static void damaged(Path file, int count, String... arguments) throws IOException {
    byte[] right = Files.readAllBytes(file);
    Path copy = folder.resolve("damaged" + file.getFileName());
    Path out = folder.resolve("out.csv");
    Files.write(copy, right);
    Set<String> before = files();
    int refused = 0;
    for (long seed = 0; seed < count; seed++) {
      Files.write(copy, damaged(right, new SplittableRandom(seed)));
      CommandRun told = CommandRun.of(Stream.of(arguments)
          .map(word -> word.replace("FILE", copy.toString()).replace("OUT", out.toString())).toArray(String[]::new));
      String which = "seed " + seed + ": " + told;
      assertTrue(CODES.contains(told.code()), which);
      assertFalse(told.err().contains("\tat "), which);
      if (told.code() != 0) {
        refused++;
        assertTrue(told.err().length() > 20, which);
      }
      assertEquals(told.code() == 0 && List.of(arguments).contains("OUT"), Files.deleteIfExists(out), which);
      assertEquals(before, files(), which);
    }
    assertTrue(refused > 0, "nothing was refused");
    Files.delete(copy);
  }

  /** One to three changes: bytes that are others, cut out, repeated or put in. */
  private static byte[] damaged(byte[] right, SplittableRandom random) {
    List<Byte> bytes = new ArrayList<>();
    for (byte one : right) {
      bytes.add(one);
    }
    for (int changes = 1 + random.nextInt(3); changes > 0 && !bytes.isEmpty(); changes--) {
      // Headers are where most is decided.
      int reach = random.nextBoolean() ? Math.min(bytes.size(), 64) : bytes.size();
      int from = random.nextInt(reach);
      int to = Math.min(bytes.size(), from + 1 + random.nextInt(8));
      switch (random.nextInt(5)) {
        case 0 -> bytes.set(from, (byte) random.nextInt(256));
        case 1 -> bytes.set(from, (byte) (bytes.get(from) ^ 1 << random.nextInt(8)));
        case 2 -> bytes.subList(from, to).clear();
        case 3 -> bytes.addAll(from, List.copyOf(bytes.subList(from, to)));
        default -> bytes.subList(from, random.nextBoolean() ? bytes.size() : to).clear();
      }
    }
    byte[] all = new byte[bytes.size()];
    for (int i = 0; i < all.length; i++) {
      all[i] = bytes.get(i);
    }
    return all;
  }

  @Test
  void tables() throws IOException {
    damaged(folder.resolve("points.csv"), 30, "predict", run.toString(), "--input", "FILE", "--output", "OUT",
        "--device", "cpu");
    damaged(folder.resolve("points.csv"), 15, "evaluate", run.toString(), "--data", "FILE", "--device", "cpu");
  }

  @Test
  void images() throws IOException {
    damaged(folder.resolve("mnist/t10k-images-idx3-ubyte"), 30, "predict", digits.toString(), "--input", "FILE",
        "--output",
        "OUT", "--device", "cpu");
  }

  @Test
  void models() throws IOException {
    damaged(run.resolve("model.safetensors"), 60, "predict", "FILE", "--input",
        folder.resolve("points.csv").toString(),
        "--output", "OUT", "--device", "cpu");
    damaged(run.resolve("model.safetensors"), 15, "summary", "FILE");
  }

  @Test
  void configurations() throws IOException {
    Path trained = folder.resolve("trained");
    byte[] configuration = "data: {path: points.csv, target: kind}\nmodel: [{dense: {units: 3}}, relu, {dense: {}}]\n"
        .getBytes(StandardCharsets.UTF_8);
    Path file = Files.write(folder.resolve("changed.yaml"), configuration);
    Set<String> before = files();
    int refused = 0;
    for (long seed = 0; seed < 60; seed++) {
      Files.write(file, damaged(configuration, new SplittableRandom(seed)));
      CommandRun told =
          CommandRun.of("train", file.toString(), "--max-steps", "1", "--device", "cpu", "--quiet", "--out",
              trained.toString());
      String which = "seed " + seed + ": " + told + new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
      assertTrue(CODES.contains(told.code()), which);
      if (told.code() == 3) {
        refused++;
        assertFalse(Files.exists(trained), which);
      }
      if (Files.exists(trained)) {
        delete(trained);
      }
      assertEquals(before, files(), which);
    }
    assertTrue(refused > 0, "nothing was refused");
    Files.delete(file);
  }

  private static void delete(Path all) throws IOException {
    try (Stream<Path> written = Files.walk(all)) {
      for (Path each : written.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  @Test
  void aVariantHasItsFolderInsideThatOfTheRun() {
    RunFolder whole = new RunFolder(Path.of("runs/a"), true);
    for (String name : List.of("..", ".", "../../b", "/etc", "..\\b", "a/../..", "...", "")) {
      Path part = whole.ofVariant(name).path();
      assertTrue(part.normalize().startsWith("runs/a"), name + " became " + part);
      assertTrue(name.isEmpty() || !part.normalize().equals(whole.path()), name + " became " + part);
    }
  }
}
