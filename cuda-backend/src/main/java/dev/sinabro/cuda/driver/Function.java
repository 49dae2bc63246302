package dev.sinabro.cuda.driver;

import jcuda.driver.CUfunction;

/** A kernel, valid as long as its module is open. */
public final class Function {
  private final String name;
  private final CUfunction function;

  Function(String name, CUfunction function) {
    this.name = name;
    this.function = function;
  }

  /** Its name in the module. */
  public String name() {
    return name;
  }

  CUfunction raw() {
    return function;
  }

  @Override
  public String toString() {
    return name;
  }
}
