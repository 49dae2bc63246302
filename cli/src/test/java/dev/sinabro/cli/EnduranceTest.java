package dev.sinabro.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sinabro.cli.experiment.Experiment;
import dev.sinabro.cli.experiment.Launch;
import dev.sinabro.cli.experiment.RunFolder;
import dev.sinabro.cli.experiment.Training;
import dev.sinabro.cli.terminal.ProgressKind;
import dev.sinabro.cli.terminal.ProgressView;
import dev.sinabro.run.Device;
import dev.sinabro.run.Devices;
import dev.sinabro.train.TrainingEvent;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a training or a server of days would run out of. */
class EnduranceTest {
  private static final int FIRST = 300;
  private static final int LAST = 1300;
  private static final int BETWEEN = LAST - FIRST;

  private static final long PATIENCE_NANOS = 20_000_000_000L;

  /** Arrays whose elements are no objects; in those of bytes are texts, of which each process has some more with time. */
  private static final Set<String> NUMBERS = Set.of("[D", "[F", "[I", "[J");
  private static final int A_LINE = 64;

  /** What the collector fills gaps with. */
  private static final String FILLER = "FillerElement";

  @TempDir
  private Path folder;

  /** Objects and bytes of a class that are in use. */
  private record Use(long objects, long bytes) {}

  /** Of all classes, after a full collection: a table of number, objects, bytes and name. */
  private static String table() {
    try {
      return (String) ManagementFactory.getPlatformMBeanServer().invoke(
          new ObjectName("com.sun.management:type=DiagnosticCommand"), "gcClassHistogram",
          new Object[] {new String[0]}, new String[] {String[].class.getName()});
    } catch (JMException e) {
      throw new AssertionError(e);
    }
  }

  private static Map<String, Use> uses(Path table) throws IOException {
    Map<String, Use> uses = new TreeMap<>();
    Files.readAllLines(table).stream().map(line -> line.strip().split("\\s+"))
        .filter(cells -> cells[0].matches("\\d+:") && !cells[3].contains(FILLER))
        .forEach(cells -> uses.put(cells[3], new Use(Long.parseLong(cells[1]), Long.parseLong(cells[2]))));
    return uses;
  }

  private Path table(int number) {
    return folder.resolve("in-use-" + number);
  }

  /** Into a file, so that the first table is not counted with what the second one finds. */
  private void write(int number) {
    try {
      Files.writeString(table(number), table());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is kept of each epoch or request, be it one number, is as many more objects or bytes after so many more of them. */
  private List<String> kept() throws IOException {
    Map<String, Use> first = uses(table(FIRST));
    Map<String, Use> last = uses(table(LAST));
    return last.keySet().stream().flatMap(name -> {
      Use before = first.getOrDefault(name, new Use(0, 0));
      long objects = last.get(name).objects() - before.objects();
      long bytes = last.get(name).bytes() - before.bytes();
      return objects >= BETWEEN / 2 || bytes >= BETWEEN * (NUMBERS.contains(name) ? Double.BYTES : A_LINE)
          ? Stream.of(objects + " more of " + name + ", " + bytes + " bytes")
          : Stream.empty();
    }).toList();
  }

  @Test
  void nothingOfAnEpochStaysInMemory() throws Exception {
    Path data = Files.writeString(folder.resolve("data.csv"), "a,b,y\n0,0,0\n0,1,1\n1,0,1\n1,1,0\n");
    Path file = Files.writeString(folder.resolve("c.yaml"), """
        data: {path: %s, target: y, task: classification, split: {validation: 0.25, test: 0.25}}
        model: [dense]
        metrics: [accuracy, confusion]
        train: {epochs: %d, batch-size: all}
        checkpoint: {steps: 250}
        log: {watch: 50}
        """.formatted(data, LAST));
    Launch launch = new Launch("test", "none", List.of());
    Experiment experiment = Experiment.of(Sources.configuration(file.toString(), List.of()));
    try (Device device = Devices.auto();
        ProgressView view = ProgressView.of(ProgressKind.AUTO, new PrintWriter(Writer.nullWriter()), true)) {
      new Training(experiment, device, RunFolder.of(folder.resolve("run")), launch, false, false)
          .run(event -> {
            view.accept(event);
            if (event instanceof TrainingEvent.EpochEnded epoch
                && (epoch.epoch() == FIRST || epoch.epoch() == LAST)) {
              write(epoch.epoch());
            }
          }, _ -> {});
    }
    assertEquals(List.of(), kept());
  }

  /** Be it answered, refused, or left by its client. */
  @Test
  void nothingOfARequestStaysInMemory() throws Exception {
    Files.writeString(folder.resolve("data.csv"), "a,b,y\n0,0,no\n0,1,yes\n1,0,yes\n1,1,no\n");
    Path file = Files.writeString(folder.resolve("c.yaml"), """
        data: {path: data.csv, target: y, split: {validation: 0, test: 0}}
        model: [dense]
        train: {epochs: 1}
        """);
    Path run = folder.resolve("run");
    assertEquals(0, CommandRun.of("train", file.toString(), "--out", run.toString(), "--quiet").code());
    String body = """
        {"inputs": [{"name": "a", "shape": [1], "datatype": "FP32", "data": [1]},
          {"name": "b", "shape": [1], "datatype": "FP32", "data": [0]}]}""";
    try (Served served = new Served(run)) {
      for (int request = 1; request <= LAST; request++) {
        assertEquals(200, served.infer(body).statusCode());
        assertEquals(400, served.infer(body.substring(request % body.length() / 2 + 1)).statusCode());
        if (request % 4 == 0) {
          served.begun(body.length(), body.substring(0, request % body.length())).close();
        }
        if (request == FIRST) {
          write(request);
        }
      }
      // That a client has left is noticed within the server's patience.
      write(LAST);
      for (long end = System.nanoTime() + PATIENCE_NANOS; !kept().isEmpty() && System.nanoTime() < end;) {
        Thread.sleep(500);
        write(LAST);
      }
      assertEquals(List.of(), kept());
    }
  }
}
