package dev.sinabro.kernels;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** The kernels as the driver takes them: one module of PTX for compute capability 7.5 and newer. */
public final class Kernels {
  private static final String MODULE = "sinabro.ptx";
  private static final String ENTRIES = "sinabro.entries";

  private Kernels() {}

  /** The text of the module, in ASCII. */
  public static byte[] ptx() {
    return resource(MODULE);
  }

  /** The kernels by name: bytes of the one parameter that each takes, a struct. */
  public static SortedMap<String, Integer> entries() {
    SortedMap<String, Integer> entries = new TreeMap<>();
    new String(resource(ENTRIES), StandardCharsets.US_ASCII).lines()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.split(" "))
        .forEach(words -> entries.put(words[0], Integer.parseInt(words[1])));
    return Collections.unmodifiableSortedMap(entries);
  }

  /** The CUDA C of a file, such as {@code reduce.cu}. */
  public static String source(String file) {
    return new String(resource(file), StandardCharsets.US_ASCII);
  }

  private static byte[] resource(String name) {
    try (InputStream in = Kernels.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is not in the jar of the kernels; build it again");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
