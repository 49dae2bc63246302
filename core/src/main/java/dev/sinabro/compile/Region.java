package dev.sinabro.compile;

/** A block of memory that a program addresses. */
public enum Region {
  /** All variables of a session, by its {@link StateLayout}; kept from run to run and shared by programs. */
  STATE,
  /** Temporaries and results; nothing in it outlives the next run of any program of the session. */
  ARENA,
  /** The declared inputs, in the order of declaration. */
  INPUTS,
  /** Values written in the program; owned and filled by the executable, never bound. */
  CONSTANTS
}
