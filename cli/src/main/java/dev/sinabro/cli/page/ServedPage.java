package dev.sinabro.cli.page;

/** A page while it is served. */
public interface ServedPage extends AutoCloseable {
  /** The address to open, with its token. */
  String address();

  @Override
  void close();
}
