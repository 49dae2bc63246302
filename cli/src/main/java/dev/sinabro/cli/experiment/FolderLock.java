package dev.sinabro.cli.experiment;

import dev.sinabro.cli.exit.ExitCode;
import dev.sinabro.cli.exit.UserException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A run folder as that of this process: its file {@code lock}, which has the number of the process, is locked as long as
 * the process writes in the folder. The system takes a lock back from a process that ends, however it does. The file stays:
 * removed, it could be locked by one process while another one makes it anew.
 */
final class FolderLock implements AutoCloseable {
  static final String NAME = "lock";

  private static final int ATTEMPTS = 10;
  private static final long PAUSE_NANOS = 20_000_000;

  private final Path file;
  private final FileChannel channel;

  private final boolean removes;

  private FolderLock(Path file, FileChannel channel, boolean removes) {
    this.file = file;
    this.channel = channel;
    this.removes = removes;
  }

  /**
   * Locks a folder that exists.
   *
   * @param removes whether the folder is removed at the end where it is empty
   * @throws UserException where another training has it
   */
  static FolderLock of(Path folder, boolean removes) throws IOException {
    Path file = folder.resolve(NAME);
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
    if (!soonLocked(channel)) {
      channel.close();
      throw new UserException(ExitCode.USAGE,
          folder + " is being written by " + holder(file) + "; wait for it, or name another folder");
    }
    // Only this channel may be opened by the process: to close another one of the same file would give the lock back.
    channel.truncate(0);
    channel.write(ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8)), 0);
    return new FolderLock(file, channel, removes);
  }

  /** Tried for a while, since who only asks whether a run is being written has its lock for a moment. */
  private static boolean soonLocked(FileChannel channel) throws IOException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (locked(channel)) {
        return true;
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    return locked(channel);
  }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException ours) {
      return false;
    }
  }

  private static String holder(Path file) throws IOException {
    String pid = Files.readString(file);
    return pid.isEmpty() ? "another training" : "the training of process " + pid;
  }

  /** Whether a process writes in a folder. */
  static boolean isHeld(Path folder) throws IOException {
    try (FileChannel channel =
        FileChannel.open(folder.resolve(NAME), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return !locked(channel);
    } catch (NoSuchFileException none) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    Path folder = Objects.requireNonNull(file.getParent(), "the lock is in a folder");
    if (removes && isEmpty(folder)) {
      Files.delete(file);
      Files.delete(folder);
    }
    channel.close();
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (Stream<Path> content = Files.list(folder)) {
      return content.allMatch(file -> file.endsWith(NAME));
    }
  }
}
