package dev.sinabro.cuda.standin;

/** There is no g++ to build the stand-in driver with. */
final class NoCompilerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NoCompilerException() {
    super(
        "the stand-in driver is built with g++ and nm, which are not on this machine: install the packages g++ and binutils");
  }
}
