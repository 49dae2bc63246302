package dev.sinabro.cpu.kernel;

/** A step that is ready to run: it looks nothing up and allocates nothing. */
@FunctionalInterface
public interface Kernel {

  /** Executes the step. */
  void run();
}
