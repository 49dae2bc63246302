package dev.sinabro.cuda;

import static dev.sinabro.cuda.driver.PaperLibraries.CUBLAS;
import static dev.sinabro.cuda.driver.PaperLibraries.DRIVER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.backend.DeviceException;
import dev.sinabro.backend.DeviceOptions;
import dev.sinabro.backend.Probe;
import dev.sinabro.cuda.driver.Libraries;
import dev.sinabro.cuda.driver.PaperLibraries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CudaProviderTest {
  private static final String JCUDA = "12.6.0";
  private static final String USABLE =
      "[Paper GPU 0, compute capability 8.9, 8.0 GB] {cublas=12.6.4, cuda=12.6, jcuda=" + JCUDA + "}";
  private static final String NO_DRIVER = "no NVIDIA driver: libabsent.so.1 is not on this machine;"
      + " install the NVIDIA driver, or use --device cpu; in a container, start it with --gpus all";
  private static final String NO_CUBLAS =
      "an NVIDIA driver is here, but cuBLAS is not: libabsent.so.12 is not on this machine; install the CUDA 12 libraries"
          + " (sudo apt install libcublas-12-6, from NVIDIA's repository), or name their folder in LD_LIBRARY_PATH, or"
          + " build Sinabro with -Pcuda-redist, which brings them";

  @TempDir
  private static Path folder = Path.of("");

  @TempDir
  private Path cache = Path.of("");

  private static PaperLibraries paper() throws IOException, InterruptedException {
    return Files.exists(folder.resolve(CUBLAS)) ? new PaperLibraries(folder) : PaperLibraries.in(folder);
  }

  /** Tries with each pair of names, the cache in front, and prints what each probe says. */
  static final class ProbeMain {
    private ProbeMain() {}

    public static void main(String[] arguments) {
      String temporary = System.getProperty("java.io.tmpdir");
      for (int i = 0; i < arguments.length; i += 3) {
        System.out
            .println(told(new CudaProvider(libraries(arguments[i], arguments[i + 1], Path.of(arguments[i + 2])))));
        assertEquals(temporary, System.getProperty("java.io.tmpdir"));
      }
    }
  }

  private static Libraries libraries(String driver, String cublas, Path cache) {
    return new Libraries(driver, cublas, Optional.empty(), cache);
  }

  private static String told(CudaProvider provider) {
    return switch (provider.probe()) {
      case Probe.Usable usable -> usable.devices() + " " + new TreeMap<>(usable.versions());
      case Probe.Unusable unusable -> unusable.reason() + "; " + unusable.remedy();
    };
  }

  @Test
  void withoutADriver() {
    assertEquals(NO_DRIVER, told(new CudaProvider(libraries("libabsent.so.1", CUBLAS, cache))));
  }

  @Test
  void openingFailsWithTheReason() {
    var error = assertThrows(DeviceException.class,
        () -> new CudaProvider(libraries("libabsent.so.1", CUBLAS, cache)).open(DeviceOptions.DEFAULT));
    assertEquals("device cuda cannot be used: " + NO_DRIVER, error.getMessage());
  }

  @Test
  void withoutADriverNoClassOfJCudaIsLoaded() throws Exception {
    List<String> lines = PaperLibraries.end(new PaperLibraries(folder).start(Map.of(), List.of("-verbose:class"),
        ProbeMain.class, "libabsent.so.1", CUBLAS, cache.toString()));
    assertEquals(List.of(), lines.stream().filter(line -> line.contains(" jcuda.")).toList());
    assertEquals(List.of(NO_DRIVER), lines.stream().filter(line -> line.startsWith("no NVIDIA driver")).toList());
  }

  /** Opens the GPU of a number, and prints why that fails. */
  static final class OpenMain {
    private OpenMain() {}

    public static void main(String[] arguments) {
      CudaProvider provider = new CudaProvider(libraries(DRIVER, CUBLAS, Path.of(arguments[0])));
      int index = Integer.parseInt(arguments[1]);
      System.out.println(
          assertThrows(DeviceException.class, () -> provider.open(DeviceOptions.DEFAULT.withIndex(index)))
              .getMessage());
    }
  }

  @Test
  void inPlaceOfAGpuThatIsTooOldAnotherIsNamed() throws Exception {
    assertEquals(
        List.of("device cuda:0 cannot be used: Paper GPU 0 has compute capability 6.1, and 7.5 is needed;"
            + " use --device cuda:1 or --device cpu"),
        paper().run(Map.of("DEVICES", "3", "OLD", "0"), OpenMain.class, cache.toString(), "0"));
    assertEquals(
        List.of("device cuda:1 cannot be used: Paper GPU 1 has compute capability 6.1, and 7.5 is needed;"
            + " use --device cuda:0 or --device cpu"),
        paper().run(Map.of("DEVICES", "3", "OLD", "1"), OpenMain.class, cache.toString(), "1"));
  }

  /** What the driver does, as {@code NAME=value}, and what is told. */
  private record Row(String environment, String told) {
    Map<String, String> variables() {
      Map<String, String> variables = new TreeMap<>();
      for (String entry : environment.split(" ")) {
        variables.put(entry.substring(0, entry.indexOf('=')), entry.substring(entry.indexOf('=') + 1));
      }
      return variables;
    }

    @Override
    public String toString() {
      return environment;
    }
  }

  static List<Row> rows() {
    String seen = "check with nvidia-smi that the GPU is seen; in a container, start it with --gpus all";
    return List.of(
        new Row("DEVICES=1", USABLE),
        new Row("DEVICES=0", "an NVIDIA driver is here, but it finds no GPU; " + seen),
        new Row("INIT=100", "an NVIDIA driver is here, but it finds no GPU; " + seen),
        new Row("INIT=100 CUDA_VISIBLE_DEVICES=-1",
            "an NVIDIA driver is here, but no GPU is visible: CUDA_VISIBLE_DEVICES is '-1'; unset CUDA_VISIBLE_DEVICES,"
                + " or set it to the number of a GPU that nvidia-smi lists"),
        new Row("VERSION=11080",
            "the NVIDIA driver is too old: it supports CUDA 11.8, and CUDA 12 is needed; update the NVIDIA driver to"
                + " version 525 or newer"),
        new Row("INIT=803",
            "the NVIDIA driver does not start: CUDA_ERROR_SYSTEM_DRIVER_MISMATCH (803); update the NVIDIA driver, and"
                + " restart the machine if it was updated just now"),
        new Row("INIT=999",
            "the NVIDIA driver does not start: CUDA_ERROR_UNKNOWN (999); restart the machine, or reload the kernel"
                + " module nvidia_uvm"),
        new Row("MAJOR=6 MINOR=1",
            "no GPU is new enough: Paper GPU 0 has compute capability 6.1, and 7.5 is needed; use --device cpu, or a GPU"
                + " of the Turing generation or newer"));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void eachStateOfTheDriverIsTold(Row row) throws Exception {
    assertEquals(List.of(row.told()),
        paper().run(row.variables(), ProbeMain.class, DRIVER, CUBLAS, cache.toString()));
  }

  @Test
  void aFailedTrySpoilsNoLaterOne() throws Exception {
    Path file = Files.createFile(cache.resolve("file"));
    List<String> lines = paper().run(Map.of("INIT", "100", "INIT_FAILURES", "1"), ProbeMain.class,
        "libabsent.so.1", CUBLAS, cache.toString(),
        DRIVER, CUBLAS, file.toString(),
        DRIVER, CUBLAS, cache.toString(),
        DRIVER, "libabsent.so.12", cache.toString(),
        DRIVER, CUBLAS, cache.toString(),
        DRIVER, CUBLAS, cache.toString());
    assertEquals(List.of(NO_DRIVER,
        "CUDA's native libraries cannot be made files in " + file + " (FileAlreadyExistsException: " + file
            + "); set XDG_CACHE_HOME to a folder that can be written and has room",
        "an NVIDIA driver is here, but it finds no GPU; check with nvidia-smi that the GPU is seen; in a container, start"
            + " it with --gpus all",
        NO_CUBLAS, USABLE, USABLE), lines);
  }

  @Test
  void truncatedAndChangedFilesAreReplaced() throws Exception {
    String[] arguments = {DRIVER, CUBLAS, cache.toString()};
    assertEquals(List.of(USABLE), paper().run(Map.of(), ProbeMain.class, arguments));
    List<Path> files = nativeFiles();
    assertEquals(2, files.size(), files::toString);
    Files.write(files.getFirst(), new byte[1000]);
    Files.write(files.getLast(), new byte[Math.toIntExact(Files.size(files.getLast()))]);
    assertEquals(List.of(USABLE), paper().run(Map.of(), ProbeMain.class, arguments));
  }

  @Test
  void theFolderOfTheCacheMayBeRelative() throws Exception {
    assertEquals(List.of(USABLE), paper().run(Map.of(), ProbeMain.class, DRIVER, CUBLAS, "relative"));
    assertTrue(Files.isDirectory(folder.resolve("relative")));
  }

  /** As in the application image: nothing is extracted. */
  @Test
  void librariesAreTakenFromTheFolderOfTheApplication() throws Exception {
    assertEquals(List.of(USABLE), paper().run(Map.of(), ProbeMain.class, DRIVER, CUBLAS, cache.toString()));
    Path application = Files.createDirectory(cache.resolve("application"));
    for (Path file : nativeFiles()) {
      Files.move(file, application.resolve(file.getFileName()));
    }
    List<String> lines = PaperLibraries.end(paper().start(Map.of("XDG_CACHE_HOME", folder.resolve("unused").toString()),
        List.of("-Dsinabro.native.path=" + application), ThisMachineMain.class));
    assertEquals(List.of(USABLE), lines);
    assertFalse(Files.exists(folder.resolve("unused")));
  }

  /** Probes as users do. */
  static final class ThisMachineMain {
    private ThisMachineMain() {}

    public static void main(String[] arguments) {
      System.out.println(told(new CudaProvider()));
    }
  }

  /** JCuda's own way would load what lies in the temporary folder, which ends the process where that is truncated. */
  @Test
  void twoProcessesAtOnceSucceedAndLeaveTheTemporaryFolderAlone(@TempDir Path temporary) throws Exception {
    Path truncated =
        Files.write(temporary.resolve("libJCudaDriver-" + JCUDA + "-linux-x86_64.so"),
            new byte[] {0x7f, 'E', 'L', 'F'});
    List<Process> processes = new ArrayList<>();
    for (int process = 0; process < 2; process++) {
      processes.add(paper().start(Map.of(), List.of("-Djava.io.tmpdir=" + temporary), ProbeMain.class, DRIVER, CUBLAS,
          cache.toString()));
    }
    for (Process process : processes) {
      assertEquals(List.of(USABLE), PaperLibraries.end(process));
    }
    assertEquals(2, nativeFiles().size(), "nothing else is left");
    try (Stream<Path> left = Files.list(temporary)) {
      assertEquals(List.of(truncated), left.toList());
    }
  }

  private List<Path> nativeFiles() throws IOException {
    try (Stream<Path> files = Files.walk(cache)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }
}
