package dev.sinabro.cpu.pool;

/** Work in independent pieces. Which worker does which piece is by chance, so a result must not depend on it. */
@FunctionalInterface
public interface Chunks {

  /**
   * Does one piece.
   *
   * @param chunk from 0
   * @param worker the number of the thread that does it, 0 for the one that started the work; no two threads have the same
   */
  void run(int chunk, int worker);
}
