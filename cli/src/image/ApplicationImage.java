import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * Builds the application image: a folder with a launcher, the jars, the native libraries as files and just as much of Java
 * as they need, so that the command runs where no Java is.
 *
 * <p>Maven runs this file as a program, on the JDK that it has selected, which is the one whose parts go in. What has not
 * changed since the last time is left as it is.
 */
final class ApplicationImage {
  /** What a class names and nothing here calls: the readers of Gson and picocli for types of SQL. */
  private static final Set<String> MODULES_UNUSED = Set.of("java.sql");

  /** What goes in as files of a jar that stays out: how its name begins, and likewise the files in one of its folders. */
  private record Natives(String jar, String folder, List<String> files) {
    boolean isOf(Path library) {
      return library.getFileName().toString().startsWith(jar);
    }
  }

  private static final List<Natives> NATIVES = List.of(
      // OpenBLAS, and what it is linked to.
      new Natives("openblas-", "org/bytedeco/openblas/linux-x86_64/",
          List.of("libopenblas.so.0", "libgfortran.so.5", "libquadmath.so.0", "libgcc_s.so.1")),
      // The two that are called: the jar's compiler of PTX alone has 24 MB.
      new Natives("jcuda-natives-", "lib/", List.of("libJCudaDriver-")),
      new Natives("jcublas-natives-", "lib/", List.of("libJCublas2-")),
      // Of the profile cuda-redist.
      new Natives("cuda-", "org/bytedeco/cuda/linux-x86_64/", List.of("libcublas.so.12", "libcublasLt.so.12")));

  private static final List<String> JLINK_OPTIONS = List.of("--no-header-files", "--no-man-pages",
      "--strip-java-debug-attributes");

  private static final List<String> JAVA_OPTIONS = List.of(
      // The module jdk.incubator.vector is loaded at run time, for named here it has Java print a warning on each start. The
      // options after it are what its name here would set.
      "--add-exports=java.base/jdk.internal.module=ALL-UNNAMED",
      "-XX:+UnlockExperimentalVMOptions",
      "-XX:+EnableVectorSupport",
      "-XX:+EnableVectorReboxing",
      "-XX:+EnableVectorAggressiveReboxing",
      "--enable-native-access=ALL-UNNAMED",
      "-Dsinabro.native.path=$APPDIR/../native",
      "-Djava.awt.headless=true",
      "-Dstdout.encoding=UTF-8",
      "-Dstderr.encoding=UTF-8",
      "-XX:+UseSerialGC",
      // Java would begin with a heap of a 64th of the machine's memory, and fill it with garbage before it collects any: a
      // training or a server of days grew into it. It still grows to what is needed. What outlives the young generation is not
      // collected before the heap is full, so that is large enough for requests and epochs to end within it.
      "-Xms96m",
      "-XX:NewSize=64m",
      // What the compiler threads gave back the C library keeps otherwise, some 15 MB.
      "-XX:TrimNativeHeapInterval=5000",
      "-Xlog:disable");

  /** The cache of loaded classes; an option of its own, for the run that writes it must not ask for it. */
  private static final String CACHE = "sinabro.aot";
  private static final String CACHE_OPTION = "java-options=-XX:AOTCache=$APPDIR/" + CACHE + "\n";

  /** The cache is written by a Java that has not loaded the module of the vector kernels, and so must not hold them. */
  private static final String WARM_UP_OPTION = "-Dsinabro.cpu.vector=false";

  private final Path target;
  private final Path jar;
  private final String mainClass;
  private final List<String> warmUp;
  private final List<Path> libraries;

  private ApplicationImage(Path target, Path jar, String mainClass, String classPath, List<String> warmUp) {
    this.target = target;
    this.jar = jar;
    this.mainClass = mainClass;
    this.warmUp = warmUp;
    this.libraries = Stream.of(classPath.split(":")).map(Path::of).filter(Files::isRegularFile).sorted().toList();
  }

  /** Arguments: target folder, jar of the command, main class, class path, arguments of a run that shows what is loaded. */
  public static void main(String[] args) throws IOException, InterruptedException {
    try {
      var warmUp = List.of(Arrays.copyOfRange(args, 4, args.length));
      new ApplicationImage(Path.of(args[0]), Path.of(args[1]), args[2], args[3], warmUp).build();
    } catch (IllegalStateException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }

  private void build() throws IOException, InterruptedException {
    Path image = target.resolve("sinabro");
    Path runtime = target.resolve("image/runtime");
    Path input = target.resolve("image/input");
    List<Path> nativeJars = libraries.stream().filter(ApplicationImage::isNative).toList();
    List<Path> jars = Stream.concat(Stream.of(jar), libraries.stream().filter(library -> !isNative(library))).toList();

    String content = fingerprint(Stream.concat(jars.stream(), nativeJars.stream()).toList());
    if (isUpToDate(image, content)) {
      System.out.println("application image " + shown(image) + " is up to date");
      return;
    }
    delete(image);
    Set<String> modules = modules(jars);
    String parts = String.join(" ", Runtime.version().toString(), modules.toString(), JLINK_OPTIONS.toString());
    if (!isUpToDate(runtime, parts)) {
      delete(runtime);
      run("jlink", concat(JLINK_OPTIONS, "--add-modules", String.join(",", modules), "--output", runtime.toString()));
      markUpToDate(runtime, parts);
    }
    delete(input);
    Files.createDirectories(input);
    for (Path file : jars) {
      Files.copy(file, input.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
    }
    List<String> options =
        new ArrayList<>(List.of("--type", "app-image", "--name", "sinabro", "--dest", target.toString(),
            "--input", input.toString(), "--main-jar", jar.getFileName().toString(), "--main-class", mainClass,
            "--runtime-image", runtime.toString()));
    JAVA_OPTIONS.forEach(option -> options.addAll(List.of("--java-options", option)));
    run("jpackage", options);
    extractNatives(nativeJars, Files.createDirectories(image.resolve("lib/native")));
    recordLoadedClasses(image);
    requireSilence(image);
    delete(image.resolve("lib/runtime/bin"));
    Files.delete(image.resolve("lib/sinabro.png"));
    markUpToDate(image, content);
    System.out.println(
        "application image " + shown(image) + ", " + megabytes(image) + " MB; try " + shown(image) + "/bin/sinabro");
  }

  /** The modules that the jars' classes name, without those that nothing calls. */
  private Set<String> modules(List<Path> jars) throws IOException {
    // All of it is on the class path here, which jdeps does not believe of a jar that is a module too.
    Path classes = target.resolve("image/classes");
    delete(classes);
    for (Path file : jars) {
      try (var opened = new JarFile(file.toFile())) {
        for (JarEntry entry : opened.stream().filter(ApplicationImage::isClass).toList()) {
          Path to = classes.resolve(entry.getName());
          Files.createDirectories(to.getParent());
          try (var in = opened.getInputStream(entry)) {
            Files.copy(in, to, StandardCopyOption.REPLACE_EXISTING);
          }
        }
      }
    }
    String named = run("jdeps", List.of("--ignore-missing-deps", "--list-deps", classes.toString()));
    Set<String> modules = new TreeSet<>(named.lines().map(line -> line.strip().split("/")[0]).toList());
    modules.removeAll(MODULES_UNUSED);
    return modules;
  }

  private static boolean isClass(JarEntry entry) {
    String name = entry.getName();
    return name.endsWith(".class") && !name.startsWith("META-INF/") && !name.equals("module-info.class");
  }

  private static boolean isNative(Path library) {
    return NATIVES.stream().anyMatch(natives -> natives.isOf(library));
  }

  private static void extractNatives(List<Path> jars, Path folder) throws IOException {
    for (Path jar : jars) {
      Natives natives = NATIVES.stream().filter(candidate -> candidate.isOf(jar)).findFirst().orElseThrow();
      try (var opened = new JarFile(jar.toFile())) {
        for (String name : natives.files()) {
          List<JarEntry> entries =
              opened.stream().filter(entry -> entry.getName().startsWith(natives.folder() + name)).toList();
          if (entries.size() != 1) {
            throw new IllegalStateException(jar + " has " + entries.size() + " entries " + natives.folder() + name
                + "* instead of one; correct the list NATIVES of the application image's program");
          }
          try (var in = opened.getInputStream(entries.getFirst())) {
            Files.copy(in, folder.resolve(Path.of(entries.getFirst().getName()).getFileName()));
          }
        }
      }
    }
  }

  /** Runs the command once and keeps its loaded classes beside it as the JVM has them in memory: later starts map them. */
  private void recordLoadedClasses(Path image) throws IOException, InterruptedException {
    Path cache = image.resolve("lib/app").resolve(CACHE);
    Path log = target.resolve("image/warm-up.log");
    Path folder = target.resolve("image/warm-up");
    delete(folder);
    Files.createDirectories(folder);
    var builder = new ProcessBuilder(
        concat(List.of(image.resolve("bin/sinabro").toAbsolutePath().toString()), warmUp.toArray(String[]::new)));
    builder.directory(folder.toFile()).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().put("JAVA_TOOL_OPTIONS",
        "-XX:AOTCacheOutput=" + cache.toAbsolutePath() + " " + WARM_UP_OPTION);
    int status = builder.start().waitFor();
    if (status != 0 || !Files.isRegularFile(cache)) {
      throw new IllegalStateException("sinabro " + String.join(" ", warmUp) + " ended with exit code " + status
          + " in the new application image; see " + log);
    }
    Files.writeString(image.resolve("lib/app/sinabro.cfg"), CACHE_OPTION, StandardOpenOption.APPEND);
  }

  /** What Java has to say on standard error would be in the way of whoever reads it; a warning of ours is a fault of the image. */
  private void requireSilence(Path image) throws IOException, InterruptedException {
    Path log = target.resolve("image/silence.log");
    int status = new ProcessBuilder(image.resolve("bin/sinabro").toAbsolutePath().toString(), "devices")
        .redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(log.toFile()).start().waitFor();
    if (status != 0 || Files.size(log) > 0) {
      throw new IllegalStateException("sinabro devices ended with exit code " + status
          + " in the new application image, and should say nothing on standard error; see " + log);
    }
  }

  private static String run(String tool, List<String> options) {
    var provider = ToolProvider.findFirst(tool).orElseThrow(() -> new IllegalStateException("the JDK at "
        + System.getProperty("java.home") + " has no " + tool
        + ", which the application image needs; install a full JDK 25, or add -Dimage.skip=true to build without the image"));
    var output = new StringWriter();
    var printer = new PrintWriter(output);
    if (provider.run(printer, printer, options.toArray(String[]::new)) != 0) {
      throw new IllegalStateException(tool + " " + String.join(" ", options) + "\n" + output);
    }
    return output.toString();
  }

  /** Of everything that decides what the image holds: the files, the JDK and this program. */
  private String fingerprint(List<Path> files) throws IOException {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      for (Path file : files) {
        digest.update(file.getFileName().toString().getBytes(StandardCharsets.UTF_8));
        try (var in = new DigestInputStream(Files.newInputStream(file), digest)) {
          in.transferTo(OutputStream.nullOutputStream());
        }
      }
      List<String> rest = List.of(Runtime.version().toString(), mainClass, warmUp.toString(), JLINK_OPTIONS.toString(),
          JAVA_OPTIONS.toString(), CACHE_OPTION, WARM_UP_OPTION, NATIVES.toString());
      digest.update(rest.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }

  private boolean isUpToDate(Path folder, String content) throws IOException {
    Path mark = mark(folder);
    return Files.isDirectory(folder) && Files.isRegularFile(mark) && Files.readString(mark).equals(content);
  }

  private void markUpToDate(Path folder, String content) throws IOException {
    Files.writeString(mark(folder), content);
  }

  private Path mark(Path folder) {
    return target.resolve("image").resolve(folder.getFileName() + ".content");
  }

  private static void delete(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      try (var files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static List<String> concat(List<String> first, String... more) {
    return Stream.concat(first.stream(), Stream.of(more)).toList();
  }

  private static String shown(Path folder) {
    return Path.of("").toAbsolutePath().relativize(folder.toAbsolutePath()).toString();
  }

  private static long megabytes(Path folder) throws IOException {
    long bytes = 0;
    try (var files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        bytes += Files.size(file);
      }
    }
    return Math.round(bytes / 1e6);
  }
}
