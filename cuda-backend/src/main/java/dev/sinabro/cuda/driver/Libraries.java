package dev.sinabro.cuda.driver;

import dev.sinabro.natives.NativeFiles;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Which native libraries to load and from where. Knows no class of JCuda, so that none is loaded where there is no
 * driver.
 *
 * @param driver what the NVIDIA driver's library is called
 * @param cublas what cuBLAS is called
 * @param folder where the application has its libraries as files, if it does
 * @param cache where those of the class path become files
 */
public record Libraries(String driver, String cublas, Optional<Path> folder, Path cache) {
  /** Names a folder that holds libraries as files; what is not there is extracted from the class path. */
  private static final String PATH_PROPERTY = "sinabro.native.path";

  private static final String JCUDA = "/lib/";
  private static final String REDISTRIBUTED = "/org/bytedeco/cuda/linux-x86_64/";

  /** Those of this machine, by their real names. */
  public static Libraries ofThisMachine() {
    String cache = System.getenv("XDG_CACHE_HOME");
    Path base = cache == null || cache.isBlank() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache);
    return new Libraries("libcuda.so.1", "libcublas.so.12",
        Optional.ofNullable(System.getProperty(PATH_PROPERTY)).map(Path::of), base.resolve("sinabro"));
  }

  void requirePlatform() {
    String system = System.getProperty("os.name");
    String architecture = System.getProperty("os.arch");
    if (!system.equals("Linux") || !architecture.equals("amd64")) {
      throw new UnusableException("CUDA is supported on Linux x86-64 only, and this is " + system + " " + architecture,
          "use --device cpu");
    }
  }

  void requireDriver() {
    if (!opens(driver)) {
      throw new UnusableException("no NVIDIA driver: " + driver + " is not on this machine",
          "install the NVIDIA driver, or use --device cpu; in a container, start it with --gpus all");
    }
  }

  /** The system's own, or else the one that the application brings. */
  void requireCublas() {
    if (opens(cublas)) {
      return;
    }
    List<String> names = List.of(cublas.replace("cublas", "cublasLt"), cublas);
    if (given(names).isPresent() || NativeFiles.has(REDISTRIBUTED, cublas)) {
      Path files = files(names, REDISTRIBUTED);
      names.forEach(name -> load(files.resolve(name)));
      return;
    }
    throw new UnusableException("an NVIDIA driver is here, but cuBLAS is not: " + cublas + " is not on this machine",
        "install the CUDA 12 libraries (sudo apt install libcublas-12-6, from NVIDIA's repository), or name their folder in"
            + " LD_LIBRARY_PATH, or build Sinabro with -Pcuda-redist, which brings them");
  }

  /**
   * Loads one of JCuda's libraries, so that its class finds it loaded when it initializes; returns the file's folder.
   */
  Path loadJCuda(String name) {
    if (given(List.of(name)).isEmpty() && !NativeFiles.has(JCUDA, name)) {
      throw new UnusableException(name + " is not on the class path",
          "add org.jcuda:jcuda-natives and org.jcuda:jcublas-natives, of classifier linux-x86_64, to the class path");
    }
    Path files = files(List.of(name), JCUDA);
    load(files.resolve(name));
    return files;
  }

  @SuppressWarnings("restricted")
  private static boolean opens(String library) {
    try {
      SymbolLookup.libraryLookup(library, Arena.global());
      return true;
    } catch (IllegalArgumentException absent) {
      return false;
    }
  }

  /** The application's folder, where it has all of these. */
  private Optional<Path> given(List<String> names) {
    return folder.filter(here -> names.stream().map(here::resolve).allMatch(Files::isRegularFile))
        .map(Path::toAbsolutePath);
  }

  /** An absolute path, since Java loads from no other. */
  private Path files(List<String> names, String resources) {
    Optional<Path> given = given(names);
    if (given.isPresent()) {
      return given.get();
    }
    try {
      return NativeFiles.extract(resources, names, cache.toAbsolutePath());
    } catch (IOException e) {
      throw new UnusableException("CUDA's native libraries cannot be made files in " + cache + " ("
          + e.getClass().getSimpleName() + ": " + e.getMessage() + ")",
          "set XDG_CACHE_HOME to a folder that can be written and has room");
    }
  }

  @SuppressWarnings("restricted")
  private static void load(Path file) {
    try {
      System.load(file.toString());
    } catch (UnsatisfiedLinkError e) {
      throw new UnusableException(file.getFileName() + " cannot be loaded: " + e.getMessage(),
          "install the library that is missing, or remove the folder " + file.getParent()
              + " so that it is written anew");
    }
  }
}
