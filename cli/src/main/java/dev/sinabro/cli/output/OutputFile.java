package dev.sinabro.cli.output;

import dev.sinabro.cli.exit.ExitCode;
import dev.sinabro.cli.exit.UserException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.UUID;

/**
 * A file that a user names for results. Where it is or becomes a regular file, it appears under its name when it is
 * complete, with the mode that it had or that the umask gives; where a link leads to it, the link stays. Pipes and
 * devices are written through.
 *
 * @param path as the user named it
 */
public record OutputFile(Path path) {
  private static final int MOST_LINKS = 40;

  /** What writes the text of a file. */
  @FunctionalInterface
  public interface Content {
    /** Writes all of it; the writer stays open. */
    void write(Writer writer) throws IOException;
  }

  /** What writes the bytes of a file. */
  @FunctionalInterface
  public interface Bytes {
    /** Writes all of them; the stream stays open. */
    void write(OutputStream out) throws IOException;
  }

  /**
   * Refuses to write over what is read.
   *
   * @param read files and folders, of which those that are not there are none
   * @throws UserException where the file is one of them, or a folder
   */
  public OutputFile notOneOf(Collection<Path> read) {
    if (Files.isDirectory(path)) {
      throw new UserException(ExitCode.USAGE, path + " is a folder; name a file to write");
    }
    for (Path each : read) {
      if (isSame(each)) {
        throw new UserException(ExitCode.USAGE, path + " would be written over while it is read; name another file");
      }
    }
    return this;
  }

  private boolean isSame(Path other) {
    try {
      return Files.isRegularFile(other) && Files.isSameFile(path, other);
    } catch (IOException notThere) {
      return false;
    }
  }

  /**
   * Writes the file, as UTF-8: all or nothing, where it is a regular one.
   *
   * @throws IOException that names the file
   */
  public void write(Content content) throws IOException {
    writeBytes(out -> {
      var writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
      content.write(writer);
      writer.flush();
    });
  }

  /**
   * Writes the file: all or nothing, where it is a regular one.
   *
   * @throws IOException that names the file
   */
  public void writeBytes(Bytes content) throws IOException {
    try {
      Path target = target();
      if (isStream(target)) {
        write(target, content, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
      } else {
        replace(target, content);
      }
    } catch (AccessDeniedException _) {
      throw new AccessDeniedException(path.toString());
    } catch (NoSuchFileException _) {
      throw new IOException(path + ": there is no folder " + path.toAbsolutePath().getParent() + "; make it first");
    } catch (IOException failed) {
      throw new IOException(path + ": " + failed.getMessage(), failed);
    }
  }

  /** Where links lead, to a file that may not be there yet. */
  private Path target() throws IOException {
    Path target = path.toAbsolutePath();
    for (int links = 0; links < MOST_LINKS && !isStream(target) && Files.isSymbolicLink(target); links++) {
      target = target.resolveSibling(Files.readSymbolicLink(target));
    }
    return target;
  }

  /** What cannot be replaced: it is no regular file, or it is one that is open already, such as {@code /dev/fd/3}. */
  private static boolean isStream(Path target) {
    return target.startsWith("/proc") || target.startsWith("/dev/fd")
        || Files.exists(target) && !Files.isRegularFile(target);
  }

  private static void replace(Path target, Bytes content) throws IOException {
    boolean present = Files.exists(target, LinkOption.NOFOLLOW_LINKS);
    if (present && !Files.isWritable(target)) {
      throw new AccessDeniedException(target.toString());
    }
    Path partial = target.resolveSibling(".sinabro-" + UUID.randomUUID() + ".partial");
    var cleaning = new Thread(() -> delete(partial));
    Runtime.getRuntime().addShutdownHook(cleaning);
    try {
      write(partial, content, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
      if (present) {
        Files.setPosixFilePermissions(partial, Files.getPosixFilePermissions(target));
      }
      Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      delete(partial);
      forget(cleaning);
    }
  }

  private static void write(Path file, Bytes content, OpenOption... options) throws IOException {
    try (var out = new BufferedOutputStream(Files.newOutputStream(file, options))) {
      content.write(out);
    }
  }

  private static void delete(Path partial) {
    try {
      Files.deleteIfExists(partial);
    } catch (IOException remains) {
      // nothing more can be done, and what failed before says why
    }
  }

  private static void forget(Thread cleaning) {
    try {
      Runtime.getRuntime().removeShutdownHook(cleaning);
    } catch (IllegalStateException endingAlready) {
      // then it has run
    }
  }
}
