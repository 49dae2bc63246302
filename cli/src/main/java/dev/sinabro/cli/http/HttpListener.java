package dev.sinabro.cli.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Listens at an address. Each request has a virtual thread. */
public final class HttpListener implements AutoCloseable {
  /** For so long, a client that was answered early may go on to send. */
  private static final long LINGER_NANOS = Duration.ofSeconds(1).toNanos();

  private final HttpServer http;
  private final HttpLimits limits;
  private final Map<String, String> headers;
  private final Handler handler;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private volatile boolean stopping;

  /** Who answers. */
  public interface Handler {
    /**
     * Answers.
     *
     * @throws Refusal what is not answered as it asks
     */
    Answer answer(Request request) throws InterruptedException;

    /** Is told of what is no fault of a request. */
    void failed(Throwable fault);

    /** Is told that an answer was sent. */
    default void sent(int status) {}

    /** Is told that a client went before its answer was sent. */
    default void abandoned() {}
  }

  /**
   * A listener that does not listen yet.
   *
   * @param address port 0 takes any that is free
   * @param headers of every answer
   * @throws IOException where the address cannot be had
   */
  public HttpListener(InetSocketAddress address, HttpLimits limits, Map<String, String> headers, Handler handler)
      throws IOException {
    limits.limitConnections();
    this.limits = limits;
    this.headers = Map.copyOf(headers);
    this.handler = handler;
    http = HttpServer.create(address, limits.waiting());
    http.setExecutor(threads);
    http.createContext("/", this::handle);
  }

  /** Begins to listen. */
  public void start() {
    http.start();
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return http.getAddress();
  }

  /** Takes no further requests, and waits until those that are there have their answers. */
  public void stop(Duration atMost) {
    stopping = true;
    http.stop(Math.toIntExact(atMost.toSeconds()));
  }

  /** Ends at once. */
  @Override
  public void close() {
    stop(Duration.ZERO);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) {
    try (exchange; RequestBody body = new RequestBody(exchange)) {
      headers.forEach(exchange.getResponseHeaders()::set);
      switch (answer(new Request(exchange, limits, body))) {
        case Answer.Whole whole -> {
          send(exchange, whole, body.isComplete() && !stopping);
          handler.sent(whole.status());
          body.drain(LINGER_NANOS);
        }
        case Answer.Lasting lasting -> send(exchange, lasting);
      }
    } catch (IOException _) {
      handler.abandoned();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private Answer answer(Request request) throws InterruptedException {
    try {
      return handler.answer(request);
    } catch (Refusal refused) {
      return Answer.of(refused);
    } catch (OutOfMemoryError full) {
      handler.failed(full);
      return Answer.of(new Refusal(Refusal.OVERLOADED,
          "memory does not suffice at the moment; send less at a time"));
    } catch (RuntimeException fault) {
      handler.failed(fault);
      return Answer.of(new Refusal(Refusal.INTERNAL, "an error of the program: " + fault.getMessage()));
    }
  }

  private static void send(HttpExchange exchange, Answer.Whole whole, boolean goesOn) throws IOException {
    var head = exchange.getResponseHeaders();
    head.set("Content-Type", whole.type());
    whole.headers().forEach(head::set);
    if (!goesOn) {
      head.set("Connection", "close");
    }
    boolean headOnly = exchange.getRequestMethod().equals("HEAD") || whole.content().length == 0;
    exchange.sendResponseHeaders(whole.status(), headOnly ? -1 : whole.content().length);
    if (!headOnly) {
      OutputStream out = exchange.getResponseBody();
      out.write(whole.content());
      out.flush();
    }
  }

  private static void send(HttpExchange exchange, Answer.Lasting lasting) throws IOException, InterruptedException {
    try (lasting) {
      exchange.getResponseHeaders().set("Content-Type", lasting.type());
      exchange.sendResponseHeaders(Answer.OK, 0);
      lasting.send(exchange.getResponseBody());
    }
  }
}
