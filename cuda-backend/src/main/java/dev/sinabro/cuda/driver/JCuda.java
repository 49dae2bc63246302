package dev.sinabro.cuda.driver;

import java.nio.file.Path;
import jcuda.JCudaVersion;
import jcuda.driver.JCudaDriver;
import jcuda.jcublas.JCublas2;

/** Initializes JCuda's classes, each over a library that is loaded by then: a class that once failed stays broken. */
final class JCuda {
  private JCuda() {}

  static String version() {
    return JCudaVersion.get();
  }

  private static String file(String library) {
    return "lib" + library + "-" + version() + "-linux-x86_64.so";
  }

  static void loadDriver(Libraries libraries) {
    Path folder = libraries.loadJCuda(file("JCudaDriver"));
    // Statuses are returned, not thrown: they are looked at in one place.
    within(folder, () -> JCudaDriver.setExceptionsEnabled(false));
  }

  static void loadCublas(Libraries libraries) {
    Path folder = libraries.loadJCuda(file("JCublas2"));
    within(folder, () -> JCublas2.setExceptionsEnabled(false));
  }

  /**
   * JCuda loads from the temporary folder under fixed names, and writes there what it does not find, other processes
   * looking on. Told that our folder is it, it finds our file, loaded already.
   */
  private static void within(Path folder, Runnable initialization) {
    String key = "java.io.tmpdir";
    String before = System.getProperty(key);
    System.setProperty(key, folder.toString());
    try {
      initialization.run();
    } finally {
      System.setProperty(key, before);
    }
  }
}
