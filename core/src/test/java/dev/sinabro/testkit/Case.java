package dev.sinabro.testkit;

import java.util.function.Consumer;

/**
 * One row of a table of cases.
 *
 * @param name what it tests, with the seed where it is random
 * @param body builds it
 */
record Case(String name, Consumer<Trial> body) {

  Trial trial() {
    Trial trial = new Trial();
    body.accept(trial);
    return trial;
  }
}
