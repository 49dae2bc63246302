package dev.sinabro.cli.serve;

import dev.sinabro.cli.http.Refusal;
import java.util.concurrent.Semaphore;

/** Lets in as many inference requests, and bytes of their bodies, as there is room for; the others come again later. */
final class Admission {
  private static final int BYTES_A_PERMIT = 1024;

  private final Limits limits;
  private final Semaphore requests;
  private final Semaphore memory;

  Admission(Limits limits) {
    this.limits = limits;
    requests = new Semaphore(limits.requests());
    memory = new Semaphore(permits(limits.bytesOfBodies()));
  }

  /** The place of a request, until it is closed. */
  final class Place implements AutoCloseable {
    private final int bytes;

    private Place(int bytes) {
      this.bytes = bytes;
    }

    @Override
    public void close() {
      memory.release(bytes);
      requests.release();
    }
  }

  /**
   * Takes a place.
   *
   * @param bodyBytes of the request, as many as the limit allows where that is not known
   * @throws Refusal where there is none
   */
  Place enter(int bodyBytes) {
    if (!requests.tryAcquire()) {
      throw new Refusal(Refusal.OVERLOADED,
          limits.requests() + " requests are being answered; try again");
    }
    int bytes = permits(bodyBytes);
    if (!memory.tryAcquire(bytes)) {
      requests.release();
      throw new Refusal(Refusal.OVERLOADED,
          "the bodies of all requests are too large together; try again");
    }
    return new Place(bytes);
  }

  private static int permits(int bytes) {
    return bytes / BYTES_A_PERMIT + 1;
  }

  /** Requests that have a place. */
  int inside() {
    return limits.requests() - requests.availablePermits();
  }
}
