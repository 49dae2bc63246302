package dev.sinabro.cli.page;

import dev.sinabro.cli.charts.Charts;
import dev.sinabro.cli.http.Answer;
import dev.sinabro.cli.http.HttpLimits;
import dev.sinabro.cli.http.HttpListener;
import dev.sinabro.cli.http.Refusal;
import dev.sinabro.cli.http.Request;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Serves a page: its files from the class path, those of {@link Charts} below {@code charts/}, and what it asks for below {@code
 * /api}.
 */
public final class PageServer implements AutoCloseable {
  private static final int MOST_STREAMS = 64;
  private static final int MOST_REQUESTS = 64;
  /** A person who draws moves the pointer sixty times a second. */
  private static final int REQUESTS_A_SECOND = 200;
  private static final HttpLimits LIMITS = new HttpLimits(4 << 20, MOST_REQUESTS, Duration.ofSeconds(10), true);
  private static final Map<String, String> HEADERS = Map.of(
      "Content-Security-Policy", "default-src 'self'; img-src 'self' data: blob:; style-src 'self';"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      "X-Content-Type-Options", "nosniff", "Referrer-Policy", "no-referrer", "Cross-Origin-Resource-Policy",
      "same-origin", "Cache-Control", "no-store");
  private static final Map<String, String> TYPES = Map.of("html", "text/html; charset=utf-8", "js",
      "text/javascript; charset=utf-8", "css", "text/css; charset=utf-8", "svg", "image/svg+xml");

  private final HttpListener listener;
  private final Gate gate;
  private final String host;
  private final Class<?> home;
  private final Set<String> files;
  private final Api api;
  private final Semaphore streams = new Semaphore(MOST_STREAMS);
  private final Semaphore requests = new Semaphore(MOST_REQUESTS);
  private final TokenBucket rate = new TokenBucket(REQUESTS_A_SECOND, 2 * REQUESTS_A_SECOND, System::nanoTime);

  /** Answers what a page asks for, after it was let in. */
  public interface Api {
    /**
     * Answers.
     *
     * @param path below {@code /api}: its parts, without empty ones
     * @throws dev.sinabro.cli.http.Refusal what is not answered as it asks
     */
    Answer answer(List<String> path, Request request);
  }

  /**
   * Begins to listen.
   *
   * @param address port 0 takes any that is free
   * @param home beside which the files lie
   * @param files their names; {@code index.html} is that of the address alone
   * @param faults told of what is no fault of a request
   * @throws IOException where the address cannot be had
   */
  public PageServer(InetSocketAddress address, Class<?> home, Set<String> files, Api api, Consumer<Throwable> faults)
      throws IOException {
    this.home = home;
    this.files = Set.copyOf(files);
    this.api = api;
    listener = new HttpListener(address, LIMITS, HEADERS, new HttpListener.Handler() {
      @Override
      public Answer answer(Request request) {
        return limited(request);
      }

      @Override
      public void failed(Throwable fault) {
        faults.accept(fault);
      }
    });
    InetAddress bound = listener.address().getAddress();
    host = bound.isLoopbackAddress() || bound.isAnyLocalAddress() ? "127.0.0.1" : bound.getHostAddress();
    Set<String> names = new HashSet<>(Set.of(host, "localhost"));
    if (bound.isAnyLocalAddress()) {
      names.add(InetAddress.getLocalHost().getHostName());
    }
    gate = new Gate(Gate.newToken(), listener.address().getPort(), Set.copyOf(names));
    listener.start();
  }

  /** The address to open, with the token. */
  public String address() {
    return gate.address(host);
  }

  private Answer limited(Request request) {
    if (!requests.tryAcquire()) {
      throw new Refusal(Refusal.TOO_MANY, "too many requests at a time; try again");
    }
    try {
      return switch (answer(request)) {
        case Answer.Whole whole -> whole;
        case Answer.Lasting lasting -> new Counted(lasting, streams);
      };
    } finally {
      requests.release();
    }
  }

  private Answer answer(Request request) {
    Map<String, String> query = request.query();
    Optional<String> token = Optional.ofNullable(query.get("token"));
    gate.check(request, token);
    // Behind the gate, so that nobody else can use it up.
    if (!rate.take()) {
      throw new Refusal(Refusal.TOO_MANY, "more than " + REQUESTS_A_SECOND + " requests a second; try again");
    }
    if (!request.acts() && !request.method().equals("GET")) {
      throw Refusal.ofMethod(request.method(), List.of("GET", "POST"));
    }
    List<String> path = Stream.of(request.path().split("/")).filter(part -> !part.isEmpty()).toList();
    if (!path.isEmpty() && path.getFirst().equals("api")) {
      return api.answer(path.subList(1, path.size()), request);
    }
    return file(path.isEmpty() ? "index.html" : String.join("/", path))
        .with(token.isPresent() ? Map.of("Set-Cookie", gate.cookie()) : Map.of());
  }

  private Answer.Whole file(String name) {
    String type = TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "");
    if (name.startsWith(Charts.FOLDER)) {
      String text = Charts.file(name.substring(Charts.FOLDER.length())).orElseThrow(PageServer::nothing);
      return Answer.of(type, text.getBytes(StandardCharsets.UTF_8));
    }
    if (!files.contains(name)) {
      throw nothing();
    }
    try (InputStream content = Objects.requireNonNull(home.getResourceAsStream(name), name)) {
      return Answer.of(type, content.readAllBytes());
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static Refusal nothing() {
    return new Refusal(Refusal.NOT_FOUND, "there is no such page");
  }

  /** A stream that has one of the places that there are for streams. */
  private record Counted(Answer.Lasting stream, Semaphore places) implements Answer.Lasting {
    Counted {
      if (!places.tryAcquire()) {
        stream.close();
        throw new Refusal(Refusal.TOO_MANY, "too many pages are open; close some");
      }
    }

    @Override
    public String type() {
      return stream.type();
    }

    @Override
    public void send(OutputStream out) throws IOException, InterruptedException {
      stream.send(out);
    }

    @Override
    public void close() {
      stream.close();
      places.release();
    }
  }

  @Override
  public void close() {
    listener.close();
  }
}
