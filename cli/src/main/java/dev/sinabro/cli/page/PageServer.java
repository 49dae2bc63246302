package dev.sinabro.cli.page;

import com.google.gson.JsonObject;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/** Serves a page: its files from the class path, and what it asks for below {@code /api}. Each request has a virtual thread. */
public final class PageServer implements AutoCloseable {
  private static final int LONGEST_BODY = 4 << 20;
  private static final int MOST_STREAMS = 64;
  private static final int MOST_REQUESTS = 64;
  private static final long PULSE_MILLIS = 5_000;
  private static final Map<String, String> TYPES = Map.of("html", "text/html; charset=utf-8", "js",
      "text/javascript; charset=utf-8", "css", "text/css; charset=utf-8", "svg", "image/svg+xml");

  private final HttpServer http;
  private final Gate gate;
  private final String host;
  private final Class<?> home;
  private final Set<String> files;
  private final Function<Request, Answer> api;
  private final Consumer<Throwable> faults;
  private final Semaphore streams = new Semaphore(MOST_STREAMS);
  private final Semaphore requests = new Semaphore(MOST_REQUESTS);
  private volatile boolean closed;

  /**
   * Begins to listen.
   *
   * @param address port 0 takes any that is free
   * @param home beside which the files lie
   * @param files their names; {@code index.html} is that of the address alone
   * @param api answers what is asked below {@code /api}; throws {@link Refusal} what it does not
   * @param faults told of what is no fault of a request
   * @throws IOException where the address cannot be had
   */
  public PageServer(InetSocketAddress address, Class<?> home, Set<String> files, Function<Request, Answer> api,
      Consumer<Throwable> faults) throws IOException {
    this.home = home;
    this.files = Set.copyOf(files);
    this.api = api;
    this.faults = faults;
    http = HttpServer.create(address, MOST_REQUESTS);
    InetAddress bound = http.getAddress().getAddress();
    host = bound.isLoopbackAddress() || bound.isAnyLocalAddress() ? "127.0.0.1" : bound.getHostAddress();
    Set<String> names = new HashSet<>(Set.of(host, "localhost"));
    if (bound.isAnyLocalAddress()) {
      names.add(InetAddress.getLocalHost().getHostName());
    }
    gate = new Gate(Gate.newToken(), http.getAddress().getPort(), Set.copyOf(names));
    http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    http.createContext("/", this::handle);
    http.start();
  }

  /** The address to open, with the token. */
  public String address() {
    return gate.address(host);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      head(exchange);
      if (!requests.tryAcquire()) {
        send(exchange, Refusal.TOO_MANY, error("too many requests at a time; try again"));
        return;
      }
      Optional<Latest> stream;
      try {
        stream = answered(exchange);
      } finally {
        requests.release();
      }
      if (stream.isPresent()) {
        stream(exchange, stream.get());
      }
    }
  }

  /** Answers, but for a stream, which lasts. */
  private Optional<Latest> answered(HttpExchange exchange) throws IOException {
    try {
      switch (answer(exchange)) {
        case Answer.Whole whole -> send(exchange, 200, whole);
        case Answer.Events(var source) -> {
          return Optional.of(source);
        }
      }
    } catch (Refusal refused) {
      send(exchange, refused.status(), error(String.valueOf(refused.getMessage())));
    } catch (RuntimeException | OutOfMemoryError fault) {
      faults.accept(fault);
      send(exchange, 500, error("an error of the program: " + fault.getMessage()));
    }
    return Optional.empty();
  }

  private static void head(HttpExchange exchange) {
    var head = exchange.getResponseHeaders();
    head.set("Content-Security-Policy", "default-src 'self'; img-src 'self' data: blob:; style-src 'self';"
        + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
    head.set("X-Content-Type-Options", "nosniff");
    head.set("Referrer-Policy", "no-referrer");
    head.set("Cross-Origin-Resource-Policy", "same-origin");
    head.set("Cache-Control", "no-store");
  }

  private Answer answer(HttpExchange exchange) throws IOException {
    Map<String, String> query = query(Objects.requireNonNullElse(exchange.getRequestURI().getRawQuery(), ""));
    boolean acts = exchange.getRequestMethod().equals("POST");
    Optional<String> token = Optional.ofNullable(query.get("token"));
    gate.check(name -> exchange.getRequestHeaders().getOrDefault(name, List.of()), acts, token);
    if (!acts && !exchange.getRequestMethod().equals("GET")) {
      exchange.getResponseHeaders().set("Allow", "GET, POST");
      throw new Refusal(Refusal.METHOD, "there are GET and POST here");
    }
    List<String> path = Stream.of(String.valueOf(exchange.getRequestURI().getPath()).split("/"))
        .filter(part -> !part.isEmpty()).toList();
    if (!path.isEmpty() && path.getFirst().equals("api")) {
      return api.apply(new Request(acts, path.subList(1, path.size()), query, acts ? body(exchange) : ""));
    }
    if (token.isPresent()) {
      exchange.getResponseHeaders().set("Set-Cookie", gate.cookie());
    }
    return file(path.isEmpty() ? "index.html" : String.join("/", path));
  }

  private static Map<String, String> query(String raw) {
    Map<String, String> query = new LinkedHashMap<>();
    for (String pair : raw.split("&")) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        try {
          query.put(pair.substring(0, equals), URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException malformed) {
          throw new Refusal(Refusal.MALFORMED, "the address is not encoded as addresses are");
        }
      }
    }
    return query;
  }

  private static String body(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(LONGEST_BODY + 1);
    if (body.length > LONGEST_BODY) {
      exchange.getResponseHeaders().set("Connection", "close");
      throw new Refusal(Refusal.TOO_LARGE, "the body is longer than " + LONGEST_BODY + " bytes");
    }
    return new String(body, StandardCharsets.UTF_8);
  }

  private Answer file(String name) throws IOException {
    if (!files.contains(name)) {
      throw new Refusal(Refusal.NOT_FOUND, "there is no such page");
    }
    try (InputStream content = Objects.requireNonNull(home.getResourceAsStream(name), name)) {
      return new Answer.Whole(Objects.requireNonNull(TYPES.get(name.substring(name.lastIndexOf('.') + 1)), name),
          content.readAllBytes());
    }
  }

  private static Answer.Whole error(String message) {
    JsonObject json = new JsonObject();
    json.addProperty("error", message);
    return (Answer.Whole) Answer.of(json);
  }

  private static void send(HttpExchange exchange, int status, Answer.Whole whole) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", whole.type());
    exchange.sendResponseHeaders(status, whole.content().length == 0 ? -1 : whole.content().length);
    exchange.getResponseBody().write(whole.content());
  }

  /** Until the page is closed, which the next write or pulse finds out. */
  private void stream(HttpExchange exchange, Latest source) throws IOException {
    if (!streams.tryAcquire()) {
      send(exchange, Refusal.TOO_MANY, error("too many pages are open; close some"));
      return;
    }
    source.joined();
    try {
      exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
      exchange.sendResponseHeaders(200, 0);
      OutputStream out = exchange.getResponseBody();
      long read = 0;
      while (!closed && !(source.isClosed() && source.after(read, 0).isEmpty())) {
        Optional<Latest.Numbered> next = source.after(read, PULSE_MILLIS);
        read = next.map(Latest.Numbered::number).orElse(read);
        out.write(
            next.map(one -> "id: " + one.number() + "\ndata: " + one.message() + "\n\n").orElse(": still here\n\n")
                .getBytes(StandardCharsets.UTF_8));
        out.flush();
      }
    } catch (IOException _) {
      // the page is closed
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } finally {
      source.left();
      streams.release();
    }
  }

  @Override
  public void close() {
    closed = true;
    http.stop(0);
  }
}
