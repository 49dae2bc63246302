package dev.sinabro.cpu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * A file in which the kernel tells numbers, one a line, each behind its name or alone.
 *
 * @param lines none where there is no such file
 */
record Figures(List<String> lines) {
  static Figures of(Path file) {
    try {
      return new Figures(Files.readAllLines(file));
    } catch (IOException e) {
      return new Figures(List.of());
    }
  }

  /** The number behind a name; none where there is none, or a word such as {@code max}. */
  OptionalLong number(String name) {
    return lines.stream().map(line -> line.strip().split("\\s+"))
        .filter(words -> words.length > 1 && words[0].equals(name) && isNumber(words[1]))
        .mapToLong(words -> Long.parseLong(words[1])).findFirst();
  }

  /** The number that stands alone; none as {@link #number}. */
  OptionalLong only() {
    return lines.stream().map(String::strip).filter(Figures::isNumber).mapToLong(Long::parseLong).findFirst();
  }

  /** No larger than a long. */
  private static boolean isNumber(String word) {
    return word.matches("[0-9]{1,19}") && (word.length() < 19 || word.compareTo("9223372036854775807") <= 0);
  }
}
