package dev.sinabro.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/**
 * Writes a file whole or not at all, whenever the process or the machine ends: under another name at first, then synced to
 * the disk, renamed, and the folder synced. What was there under its name stays until then.
 */
public final class WholeFile {
  /** What a process that was killed leaves of a file ends so, and can be removed. */
  public static final String PARTIAL = ".partial";

  /** The system's words where there is no room. */
  private static final Set<String> FULL =
      Set.of("No space left on device", "Disk quota exceeded", "File too large");

  /** Writes what is in a file. */
  @FunctionalInterface
  public interface Content {
    /** Writes all of it. */
    void write(FileChannel channel) throws IOException;
  }

  private WholeFile() {}

  /** Writes a text as UTF-8; see {@link #write(Path, long, Content)}. */
  public static void write(Path file, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    write(file, bytes.length, channel -> writeAll(channel, ByteBuffer.wrap(bytes)));
  }

  /**
   * Writes a file.
   *
   * @param bytes how large it becomes, for the message where it does not fit
   * @throws IOException naming the file; where the disk is full, with what the file takes and what is free
   */
  public static void write(Path file, long bytes, Content content) throws IOException {
    Path partial = file.resolveSibling(file.getFileName() + "." + UUID.randomUUID() + PARTIAL);
    try {
      try (FileChannel channel = FileChannel.open(partial, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
        content.write(channel);
        channel.force(true);
      }
      Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException failure) {
      throw named(file, bytes, failure);
    } finally {
      Files.deleteIfExists(partial);
    }
    sync(folder(file));
  }

  /** Has the names of a folder's files on the disk. */
  private static void sync(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Writes what is left of a buffer. */
  public static void writeAll(FileChannel channel, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  /**
   * A failure with the name of its file: that of a full disk does not say which it was, or names the partial one.
   *
   * @param bytes that were to be written
   */
  public static IOException named(Path file, long bytes, IOException failure) {
    Path folder = folder(file);
    return switch (failure) {
      case AccessDeniedException _ -> new AccessDeniedException(file.toString());
      case NoSuchFileException _ -> new NoSuchFileException(folder.toString());
      case FileSystemException told -> new IOException(message(file, bytes, String.valueOf(told.getReason())), told);
      default -> new IOException(message(file, bytes, String.valueOf(failure.getMessage())), failure);
    };
  }

  private static String message(Path file, long bytes, String reason) {
    String message = file + ": " + reason;
    if (!FULL.contains(reason)) {
      return message;
    }
    message += "; it takes " + bytes + " bytes";
    try {
      return message + ", and " + Files.getFileStore(folder(file)).getUsableSpace() + " are free there";
    } catch (IOException unknown) {
      return message;
    }
  }

  private static Path folder(Path file) {
    return Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file is in a folder");
  }
}
