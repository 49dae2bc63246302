package dev.sinabro.backend;

import dev.sinabro.compile.Region;

/** A program that is ready to run on a device. Closing it twice is harmless. */
public interface Executable extends AutoCloseable {

  /** Gives a region (STATE, ARENA or INPUTS) its memory, at least as large as the program says. */
  void bind(Region region, Buffer buffer);

  /** Starts the program once, after the runs that were started before; may return before it is done. */
  void run();

  /** Waits until each run that was started is done, and reports what went wrong in one. */
  void synchronize();

  /** Runs the program once, timing each step. */
  Profile profile();

  /** Frees what it holds. */
  @Override
  void close();
}
