package dev.sinabro.cuda.driver;

/** Something that a context has made: released once, at the latest when the context is closed. */
abstract sealed class Handle implements AutoCloseable
    permits DeviceMemory, PinnedMemory, Stream, Event, Module, CapturedGraph, Cublas {
  private final Context context;
  private boolean open = true;

  Handle(Context context) {
    this.context = context;
    context.add(this);
  }

  final Context context() {
    return context;
  }

  /** Whether it was not closed yet. */
  public final boolean isOpen() {
    return open;
  }

  /** Frees it; does nothing where that was done. */
  @Override
  public final void close() {
    if (open) {
      open = false;
      context.remove(this);
      context.turnToRelease();
      release();
    }
  }

  /**
   * Gives it back to CUDA. Its status is not looked at: after a failed step each later call fails likewise, and that
   * step has been reported.
   */
  abstract void release();
}
