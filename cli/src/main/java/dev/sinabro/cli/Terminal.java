package dev.sinabro.cli;

import java.io.Console;

/** Whether a person watches: only then lines are drawn anew. */
final class Terminal {
  private Terminal() {}

  static boolean isPresent() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }
}
