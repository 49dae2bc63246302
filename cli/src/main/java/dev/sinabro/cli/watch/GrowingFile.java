package dev.sinabro.cli.watch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * A text file to which another process adds lines. A line counts when its end is there; one that is too long is passed over.
 *
 * @param path of the file; a link is not followed
 */
record GrowingFile(Path path) {
  /** Of a line, and of what is read at a time. */
  static final int MOST_BYTES = 1 << 20;
  private static final int CHECKED_BYTES = 64;

  /**
   * What was read.
   *
   * @param anew whether the file is no longer the one that was read before, and what was read of that is void
   * @param lines without their ends
   * @param passed lines that were too long
   * @param to where to go on
   * @param more whether there is more to be read at once
   */
  record Part(boolean anew, List<String> lines, int passed, ReadPosition to, boolean more) {}

  /** Reads what is behind a place, or all where the file is another one; nothing where there is no file. */
  Part read(ReadPosition from) throws IOException {
    if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
      return absent(from);
    }
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
      boolean anew = from.position() > channel.size() || check(channel, from.position()) != from.check();
      return part(channel, anew ? ReadPosition.START : from, anew);
    } catch (NoSuchFileException removed) {
      return absent(from);
    }
  }

  private static Part absent(ReadPosition from) {
    return new Part(from.position() > 0, List.of(), 0, ReadPosition.START, false);
  }

  private static Part part(FileChannel channel, ReadPosition from, boolean anew) throws IOException {
    ByteBuffer bytes = read(channel, from.position(), MOST_BYTES);
    List<String> lines = new ArrayList<>();
    boolean within = from.within();
    int passed = 0;
    int begin = 0;
    for (int at = 0; at < bytes.limit(); at++) {
      if (bytes.get(at) == '\n') {
        if (within) {
          passed++;
        } else {
          lines.add(new String(bytes.array(), begin, at - begin, StandardCharsets.UTF_8));
        }
        within = false;
        begin = at + 1;
      }
    }
    boolean full = bytes.limit() == MOST_BYTES;
    if (begin == 0 && full) {
      begin = bytes.limit();
      within = true;
    }
    long position = from.position() + begin;
    ReadPosition to =
        new ReadPosition(position, check(channel, position), from.lines() + lines.size() + passed, within);
    return new Part(anew, lines, passed, to, full);
  }

  private static int check(FileChannel channel, long position) throws IOException {
    int count = (int) Math.min(CHECKED_BYTES, position);
    if (count == 0) {
      return 0;
    }
    CRC32C sum = new CRC32C();
    sum.update(read(channel, position - count, count));
    return (int) sum.getValue();
  }

  /** As many bytes as there are, ready to be read. */
  private static ByteBuffer read(FileChannel channel, long position, int most) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Math.clamp(channel.size() - position, 0, most));
    while (bytes.hasRemaining() && channel.read(bytes, position + bytes.position()) >= 0) {
      // on to the end
    }
    return bytes.flip();
  }
}
