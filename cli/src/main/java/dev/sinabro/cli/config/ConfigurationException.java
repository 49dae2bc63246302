package dev.sinabro.cli.config;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** A configuration that cannot be used; its message has one line for each problem, in the order of the file. */
public final class ConfigurationException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  /**
   * @param problems at least one, in any order
   */
  public ConfigurationException(List<Problem> problems) {
    var sorted = problems.stream().sorted(Comparator.comparing(Problem::place)).toList();
    super(sorted.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    this.problems = sorted;
  }

  public List<Problem> problems() {
    return problems;
  }
}
