package dev.sinabro.graph;

/** How the elements along an axis become one. */
public enum ReduceFn {
  /** Their sum; 0 of none. Integers wrap around on overflow. */
  SUM,
  /** The largest, NaN where any is NaN; -infinity, or the least integer, of none. */
  MAX
}
