package dev.sinabro.graph;

/** How the elements along an axis become one. */
public enum ReduceFn {
  /** Their sum; 0 of none. */
  SUM,
  /** The largest, NaN where any is NaN; -infinity of none. */
  MAX
}
