package dev.sinabro.cli.page;

import java.util.Optional;

/**
 * What one page is sent as long as it listens. A message is asked for when the page has taken the one before, and so can tell
 * what is so then: nothing is kept for a page that reads slowly. Used by one thread, which closes it when the page has left.
 */
public interface Messages extends AutoCloseable {
  /**
   * The next message, of one line.
   *
   * @param millis to wait for it at most
   */
  Optional<String> next(long millis) throws InterruptedException;

  /** Whether there will be no more. */
  boolean isOver();

  @Override
  void close();
}
