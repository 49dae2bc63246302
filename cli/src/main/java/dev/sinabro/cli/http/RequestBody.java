package dev.sinabro.cli.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request, read by a thread of its own, so that a client that sends slowly, or nothing, can be told so in time.
 * What a thread waits for, {@link #close} ends by closing the connection.
 */
final class RequestBody implements AutoCloseable {
  private static final int CHUNK = 1 << 16;
  private static final int UNKNOWN = -1;

  private final HttpExchange exchange;
  private @Nullable Thread reader;
  private boolean complete;

  RequestBody(HttpExchange exchange) {
    this.exchange = exchange;
    complete = length() == 0;
  }

  /** The length that the head tells; -1 where it comes in chunks. */
  private long length() {
    if (exchange.getRequestHeaders().containsKey("Transfer-encoding")) {
      return UNKNOWN;
    }
    String length = exchange.getRequestHeaders().getFirst("Content-length");
    return length == null ? 0 : Long.parseLong(length);
  }

  /**
   * Bytes that it has, at most.
   *
   * @throws Refusal where these are more than a limit
   */
  int size(int most) {
    if (length() > most) {
      throw tooLarge(most);
    }
    return length() == UNKNOWN ? most : (int) length();
  }

  private static Refusal tooLarge(int most) {
    return new Refusal(Refusal.TOO_LARGE, "the body is longer than " + most + " bytes; send less at a time");
  }

  /**
   * All of it.
   *
   * @param nanos time to wait for it
   * @throws Refusal where it does not come in time, is longer than a limit, or ends early
   */
  byte[] read(int most, long nanos) {
    if (complete) {
      return new byte[0];
    }
    InputStream stream = exchange.getRequestBody();
    byte[] bytes = within(nanos, () -> stream.readNBytes(most + 1));
    if (bytes.length > most) {
      throw tooLarge(most);
    }
    complete = true;
    return bytes;
  }

  /** Passes over what is left, for as long as a client may take to see that it was answered. */
  void drain(long nanos) {
    if (complete || reader != null && reader.isAlive()) {
      return;
    }
    InputStream stream = exchange.getRequestBody();
    try {
      within(nanos, () -> {
        byte[] chunk = new byte[CHUNK];
        while (stream.read(chunk) >= 0) {
          // on to the next
        }
        return chunk;
      });
      complete = true;
    } catch (Refusal _) {
      // the connection is closed then
    }
  }

  private interface Source {
    byte[] read() throws IOException;
  }

  private byte[] within(long nanos, Source source) {
    CompletableFuture<byte[]> result = new CompletableFuture<>();
    reader = Thread.ofVirtual().start(() -> {
      try {
        result.complete(source.read());
      } catch (IOException | RuntimeException | OutOfMemoryError failure) {
        result.completeExceptionally(failure);
      }
    });
    try {
      return result.get(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new Refusal(Refusal.OVERLOADED, "the server ends");
    } catch (TimeoutException _) {
      throw new Refusal(Refusal.TOO_SLOW, "the body did not come in time");
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof OutOfMemoryError full) {
        throw full;
      }
      throw Refusal.malformed("the body ends early, or is not encoded as its head says");
    }
  }

  /** Whether the connection can take another request. */
  boolean isComplete() {
    return complete;
  }

  /** Closes the connection where its reader still waits. */
  @Override
  public void close() {
    if (reader != null && reader.isAlive()) {
      reader.interrupt();
      try {
        reader.join();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
