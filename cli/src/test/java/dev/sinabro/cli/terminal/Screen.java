package dev.sinabro.cli.terminal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A terminal of a fixed size that takes what is printed, with the few sequences that a dashboard may use. */
final class Screen {
  private final int columns;
  private final int rows;
  private final List<char[]> lines = new ArrayList<>();
  private int row;
  private int column;

  Screen(int columns, int rows) {
    this.columns = columns;
    this.rows = rows;
    lines.add(blank());
  }

  private char[] blank() {
    char[] line = new char[columns];
    Arrays.fill(line, ' ');
    return line;
  }

  /** Prints; an unknown sequence fails. */
  void print(String text) {
    for (int at = 0; at < text.length(); at++) {
      char one = text.charAt(at);
      if (one == '\033') {
        int end = at + 2;
        while (!Character.isLetter(text.charAt(end))) {
          end++;
        }
        sequence(text.substring(at + 2, end), text.charAt(end));
        at = end;
      } else if (one == '\r') {
        column = 0;
      } else if (one == '\n') {
        down();
      } else {
        if (column == columns) {
          column = 0;
          down();
        }
        lines.get(row)[column++] = one;
      }
    }
  }

  private void down() {
    row++;
    if (row == lines.size()) {
      lines.add(blank());
    }
  }

  private void sequence(String parameter, char command) {
    switch (command) {
      // What has left the screen at the top cannot be reached.
      case 'A' -> row = Math.max(Math.max(0, lines.size() - rows), row - Integer.parseInt(parameter));
      case 'J' -> {
        Arrays.fill(lines.get(row), column, columns, ' ');
        lines.subList(row + 1, lines.size()).clear();
      }
      case 'm' -> {
        // a color
      }
      default -> throw new AssertionError("sequence " + parameter + command);
    }
  }

  /** All that was printed and not erased. */
  List<String> text() {
    return lines.stream().map(line -> new String(line).stripTrailing()).toList();
  }
}
