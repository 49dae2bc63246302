package dev.sinabro.natives;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/**
 * Native libraries from the class path as files, since the dynamic linker reads nothing else.
 *
 * <p>They are kept in a folder of the user's cache that is named after their content. Each is written under another
 * name and then moved, so that two processes at once, or one that is killed half-way, leave whole files only; a file
 * that is not what the class path has is written anew.
 */
public final class NativeFiles {
  /** A larger file is compared by size only: reading half a gigabyte takes longer than all the rest of a start. */
  private static final long COMPARED_BYTES = 32 << 20;

  private NativeFiles() {}

  /** A file inside of a jar. */
  private record Source(String name, URL url, long size, long checksum) {}

  /**
   * Whether the class path has the file.
   *
   * @param resources a folder on the class path, with a slash at its end
   */
  public static boolean has(String resources, String name) {
    return NativeFiles.class.getResource(resources + name) != null;
  }

  /**
   * The folder that holds the files, extracted where it does not yet.
   *
   * @param resources a folder on the class path, with a slash at its end
   * @param cache where folders of this kind are kept
   * @throws IOException where a file is not on the class path or cannot be written, with the reason
   */
  public static Path extract(String resources, List<String> names, Path cache) throws IOException {
    List<Source> sources = new ArrayList<>();
    for (String name : names) {
      sources.add(source(resources, name));
    }
    Path folder = cache.resolve(contentName(sources));
    Files.createDirectories(cache);
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    for (Source source : sources) {
      Path file = folder.resolve(source.name());
      if (!isWhole(file, source)) {
        write(source, file);
      }
    }
    return folder;
  }

  private static Source source(String resources, String name) throws IOException {
    URL url = NativeFiles.class.getResource(resources + name);
    if (url == null) {
      throw new IOException(resources + name + " is not on the class path");
    }
    if (url.openConnection() instanceof JarURLConnection connection) {
      var entry = connection.getJarEntry();
      return new Source(name, url, entry.getSize(), entry.getCrc());
    }
    try (InputStream in = url.openStream()) {
      byte[] bytes = in.readAllBytes();
      return new Source(name, url, bytes.length, checksum(bytes));
    }
  }

  private static String contentName(List<Source> sources) {
    long hash = 0;
    for (Source source : sources) {
      hash = 31 * (31 * (31 * hash + source.name().hashCode()) + source.size()) + source.checksum();
    }
    return "native-%016x".formatted(hash);
  }

  private static boolean isWhole(Path file, Source source) throws IOException {
    return Files.isRegularFile(file) && Files.size(file) == source.size()
        && (source.size() > COMPARED_BYTES || checksum(Files.readAllBytes(file)) == source.checksum());
  }

  private static long checksum(byte[] bytes) {
    CRC32 checksum = new CRC32();
    checksum.update(bytes);
    return checksum.getValue();
  }

  private static void write(Source source, Path file) throws IOException {
    Path partial = Files.createTempFile(file.getParent(), source.name(), ".partial");
    try {
      try (InputStream in = source.url().openStream()) {
        Files.copy(in, partial, StandardCopyOption.REPLACE_EXISTING);
      }
      if (Files.size(partial) != source.size()) {
        throw new IOException(
            "only " + Files.size(partial) + " of " + source.size() + " bytes could be written to " + partial);
      }
      Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      throw new IOException("the file system of " + file + " cannot replace a file in one step", e);
    } finally {
      Files.deleteIfExists(partial);
    }
  }
}
