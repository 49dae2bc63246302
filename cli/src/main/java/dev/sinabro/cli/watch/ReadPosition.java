package dev.sinabro.cli.watch;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far a file was read.
 *
 * @param position in bytes, behind the last line that was read
 * @param check a checksum of the bytes right before it: where these are others, the file was written anew
 * @param lines that are before it
 * @param within whether it is amid a line that is too long to be read
 */
record ReadPosition(long position, int check, int lines, boolean within) {
  static final ReadPosition START = new ReadPosition(0, 0, 0, false);
  private static final Pattern TEXT = Pattern.compile("(\\d{1,18})\\.(-?\\d{1,10})\\.(\\d{1,9})(w?)");

  /** As pages keep it. */
  String text() {
    return position + "." + check + "." + lines + (within ? "w" : "");
  }

  /** What {@link #text} says; nothing of any other text. */
  static Optional<ReadPosition> of(String text) {
    Matcher parts = TEXT.matcher(text);
    try {
      return parts.matches()
          ? Optional.of(new ReadPosition(Long.parseLong(parts.group(1)), Integer.parseInt(parts.group(2)),
              Integer.parseInt(parts.group(3)), !parts.group(4).isEmpty()))
          : Optional.empty();
    } catch (NumberFormatException tooLarge) {
      return Optional.empty();
    }
  }
}
