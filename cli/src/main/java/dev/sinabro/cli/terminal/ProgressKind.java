package dev.sinabro.cli.terminal;

/** How a training is shown as it goes. */
public enum ProgressKind {
  /** A dashboard on a terminal that has room for it, lines elsewhere. */
  AUTO,
  /** A line that is drawn anew. */
  BAR,
  /** Lines, one after the other. */
  LINES,
  /** A line of JSON for each event. */
  JSON,
  /** Nothing. */
  NONE
}
