package dev.sinabro.cli.experiment;

import java.util.List;

/**
 * How this program was started.
 *
 * @param version of it
 * @param commit that it was built from, or {@code none}
 * @param command the arguments, as the user gave them
 */
public record Launch(String version, String commit, List<String> command) {
  /** Keeps a copy of the list. */
  public Launch {
    command = List.copyOf(command);
  }
}
