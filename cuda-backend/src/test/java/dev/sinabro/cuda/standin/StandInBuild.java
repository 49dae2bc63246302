package dev.sinabro.cuda.standin;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Builds the stand-in driver into {@code target/standin}, where its sources or the kernels changed. */
final class StandInBuild {
  private static final Path TARGET = target();
  private static final Path SOURCES = TARGET.resolveSibling("src/test/native");
  private static final Path KERNELS = TARGET.resolve("../../kernels/src/main/cuda").normalize();

  /** What was built. */
  static final Path FOLDER = TARGET.resolve("standin");

  /** Native libraries of JCuda, unpacked there. */
  static final List<String> NATIVES = List.of("libJCudaDriver-12.6.0-linux-x86_64.so",
      "libJCublas2-12.6.0-linux-x86_64.so");

  private StandInBuild() {}

  /** Builds where that is needed; a second process waits until the first has built. */
  static void ensure() {
    if (!isOnPath("g++") || !isOnPath("nm")) {
      throw new NoCompilerException();
    }
    try (var channel = FileChannel.open(TARGET.resolve("standin.lock"), StandardOpenOption.CREATE,
        StandardOpenOption.WRITE); var _ = channel.lock()) {
      String sources = hashOfSources();
      Path made = FOLDER.resolve("sources.sha256");
      if (!Files.exists(made) || !Files.readString(made).equals(sources)) {
        build(sources);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException("the stand-in driver cannot be built in " + FOLDER, failed);
    }
  }

  private static boolean isOnPath(String command) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, command)));
  }

  /**
   * In a new folder that then takes the place of the old one: libraries that another process has loaded stay as they
   * are.
   */
  private static void build(String sources) throws IOException {
    Path fresh = TARGET.resolve("standin-new");
    delete(fresh);
    Path natives = Files.createDirectories(fresh.resolve("natives"));
    for (String name : NATIVES) {
      try (InputStream library = StandInBuild.class.getResourceAsStream("/lib/" + name)) {
        Files.copy(Objects.requireNonNull(library, () -> name + " is not on the class path"), natives.resolve(name));
      }
    }
    run(command(fresh, natives), fresh.resolve("build.log"));
    Files.writeString(fresh.resolve("sources.sha256"), sources);
    delete(FOLDER);
    Files.move(fresh, FOLDER);
  }

  private static List<String> command(Path out, Path natives) {
    var command = new ArrayList<>(List.of("bash", SOURCES.resolve("build.sh").toString(), out.toString(),
        natives.resolve(NATIVES.get(0)).toString(), natives.resolve(NATIVES.get(1)).toString()));
    addKernels(command, "sample", SOURCES);
    if (Files.exists(KERNELS.resolve("sinabro.ptx"))) {
      addKernels(command, "sinabro", KERNELS);
    }
    return command;
  }

  private static void addKernels(List<String> command, String name, Path folder) {
    command.addAll(List.of(name, folder.resolve(name + ".cu").toString(), folder.resolve(name + ".ptx").toString()));
  }

  private static void run(List<String> command, Path log) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      if (process.waitFor() != 0) {
        throw new IllegalStateException("building the stand-in driver failed: " + String.join(" ", command) + "\n"
            + Files.readString(log));
      }
    } catch (InterruptedException interrupted) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the stand-in driver was built", interrupted);
    }
  }

  private static String hashOfSources() throws IOException {
    MessageDigest digest = sha256();
    for (Path folder : List.of(SOURCES, KERNELS)) {
      if (!Files.isDirectory(folder)) {
        continue;
      }
      try (Stream<Path> files = Files.walk(folder).filter(Files::isRegularFile).sorted()) {
        for (Path file : (Iterable<Path>) files::iterator) {
          digest.update(file.toString().getBytes());
          digest.update(Files.readAllBytes(file));
        }
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder).sorted(Comparator.reverseOrder())) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.delete(file);
      }
    }
  }

  private static Path target() {
    try {
      return Path.of(StandInBuild.class.getProtectionDomain().getCodeSource().getLocation().toURI()).getParent();
    } catch (URISyntaxException impossible) {
      throw new AssertionError(impossible);
    }
  }
}
