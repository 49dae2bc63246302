package dev.sinabro.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code data inspect} and {@code data synth}; {@code data} alone lists kinds. */
class DataCommandsTest {
  @TempDir
  private Path folder = Path.of("");

  private static CommandRun done(String... arguments) {
    CommandRun run = CommandRun.of(arguments);
    assertEquals(0, run.code(), run.err());
    return run;
  }

  @Test
  void inspectTellsOfEachColumnAndSuggestsWhatTrains() throws IOException {
    Path file = Files.write(folder.resolve("passengers.tsv"), new Passengers(3).lines(300));
    String told = done("data", "inspect", file.toString()).out();
    for (String line : new String[] {
        "passengers.tsv · 300 rows · 9 columns",
        "(?m)^name +text +- +300 +each once, such as Passenger, the 0\\.$",
        "(?m)^class +whole number +- +3 +1 to 3 · mean [12]\\.\\d+ · median [123]$",
        "(?m)^age +whole number +\\d+ +\\d+ +1 to 70 · mean 3\\d\\.\\d+ · median 3\\d",
        "(?m)^port +text +\\d+ +3 +[SCQ] \\d+, [SCQ] \\d+, [SCQ] \\d+$",
        "(?m)^boarded +date +- +\\d+ +\\d\\d\\.01\\.1912 to \\d\\d\\.12\\.1912$",
        "(?m)^classes of survived\n  (yes|no) +\\d+ +\\d\\d\\.\\d %\n  (yes|no) +\\d+ +\\d\\d\\.\\d %$",
        "(?m)^first rows\n  name +class +sex"}) {
      assertTrue(java.util.regex.Pattern.compile(line).matcher(told).find(), line + "\n" + told);
    }
    String yaml = told.substring(told.indexOf("data:\n"));
    assertTrue(yaml.contains("""
          ignore: [name]
          missing: impute
          columns:
            class: categorical
            boarded: {date: {format: dd.MM.yyyy}}
        """), yaml);
    Path configuration = Files.writeString(folder.resolve("c.yaml"), yaml);
    done("train", configuration.toString(), "--quiet", "--device", "cpu", "--out", folder.resolve("run").toString(),
        "--set", "train.epochs=1");
  }

  @Test
  void inspectTellsWhatIsRarelyMeant() throws IOException {
    Path file = Files.writeString(folder.resolve("one.csv"), "a b\n1 2\n3 4\n");
    String one = done("data", "inspect", file.toString()).out();
    assertTrue(one.contains("there is one column") && one.contains("--delimiter") && !one.contains("data:"), one);
    Files.writeString(file, "red,1\nblue,2\nred,1\n\"green\ngrass\",2\n");
    String rows = done("data", "inspect", file.toString()).out();
    assertTrue(rows.contains("'red' is the name of a column and one of its values"), rows);
    assertTrue(rows.contains("  green grass  2"), rows);
    List<String> names = IntStream.range(0, 120).mapToObj(i -> "c" + i).toList();
    Files.writeString(file, String.join(",", names) + "\n" + "1,".repeat(119) + "1\n");
    String wide = done("data", "inspect", file.toString()).out();
    assertTrue(wide.contains("\nc99 ") && wide.contains("\nand 20 more columns\n") && !wide.contains("\nc100 "), wide);
  }

  @Test
  void inspectTellsOfArraysAndWhatIsWrong() throws IOException {
    Path golden = Path.of("../core/src/test/resources/dev/sinabro/data/golden_arrays_packed.npz");
    String told = done("data", "inspect", golden.toString()).out();
    assertTrue(told.contains("x      f32[4, 2]  0 to 7") && told.contains("y      i32[4]     0 to 1"), told);
    Path file = Files.writeString(folder.resolve("a.csv"), "a,b\n1,2\n");
    CommandRun wrong = CommandRun.of("data", "inspect", file.toString(), "--target", "c");
    assertEquals(2, wrong.code());
    assertTrue(wrong.err().contains("there is no column 'c'; the columns are a, b"), wrong.err());
    assertEquals(4, CommandRun.of("data", "inspect", folder.resolve("none.csv").toString()).code());
  }

  @Test
  void synthWritesEqualTablesForEqualSeeds() throws IOException {
    String spiral = done("data", "synth", "spiral", "--rows", "20").out();
    assertEquals(21, spiral.lines().count());
    assertEquals("x,y,class", spiral.lines().findFirst().orElseThrow());
    assertEquals(spiral, done("data", "synth", "spiral", "--rows", "20", "--seed", "1").out());
    assertNotEquals(spiral, done("data", "synth", "spiral", "--rows", "20", "--seed", "2").out());
    Path file = folder.resolve("blobs.csv");
    done("data", "synth", "blobs", "--columns", "3", "--classes", "4", "--rows", "40", "--output", file.toString());
    var lines = Files.readAllLines(file);
    assertEquals("x0,x1,x2,class", lines.getFirst());
    assertEquals(10, lines.stream().filter(line -> line.endsWith(",c3")).count());
    assertEquals(21, done("data", "synth", "moons", "--rows", "20").out().lines().count());
    var clusters =
        done("data", "synth", "clusters", "--columns", "4", "--informative", "2", "--classes", "2", "--per-class",
            "2", "--rows", "8").out().lines().toList();
    assertEquals("x0,x1,x2,x3,class", clusters.getFirst());
    assertEquals(4, clusters.stream().filter(line -> line.endsWith(",c1")).count());
    CommandRun crowded = CommandRun.of("data", "synth", "clusters", "--informative", "2");
    assertEquals(2, crowded.code());
    assertTrue(crowded.err().contains("6 clusters"), crowded.err());
    CommandRun wrong = CommandRun.of("data", "synth", "blobs", "--classes", "1");
    assertEquals(2, wrong.code());
    assertTrue(wrong.err().contains("2 classes at least"), wrong.err());
  }

  @Test
  void dataAloneListsKinds() {
    assertTrue(done("data").out().contains("csv "));
    assertTrue(done("data", "arrays").out().startsWith("arrays "));
  }
}
