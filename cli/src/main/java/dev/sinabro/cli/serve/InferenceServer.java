package dev.sinabro.cli.serve;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sinabro.cli.experiment.TrainedModel;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * Answers requests over HTTP. Each has a virtual thread; the thread that calls {@link #run} computes.
 *
 * <p>There is neither encryption nor a password: who reaches the address is answered. That is why it is the loopback one
 * unless told otherwise.
 */
public final class InferenceServer implements AutoCloseable {
  private static final long LINGER_NANOS = Duration.ofSeconds(1).toNanos();
  private static final String LONGEST_HEAD = "32768";

  private final HttpServer http;
  private final ServedModel model;
  private final String modelPath;
  private final Limits limits;
  private final Admission admission;
  private final Metrics metrics = new Metrics();
  private final TrainedModel trained;
  private final String version;
  private final Consumer<Throwable> faults;
  private volatile boolean ready;
  private volatile boolean stopping;

  /**
   * Begins to listen; {@link #run} makes it ready.
   *
   * @param address port 0 takes any that is free
   * @param trained what is served; used by the thread of {@link #run} alone
   * @param name of the model in paths
   * @param version of the program
   * @param faults told of what is no fault of a request
   * @throws IOException where the address cannot be had
   * @throws dev.sinabro.cli.exit.UserException where the model is of a kind that cannot be asked row by row
   */
  public InferenceServer(InetSocketAddress address, TrainedModel trained, String name, String version, Limits limits,
      Consumer<Throwable> faults) throws IOException {
    this.trained = trained;
    this.limits = limits;
    this.version = version;
    this.faults = faults;
    admission = new Admission(limits);
    Signature signature = Signature.of(trained.file().preprocessing());
    model = new ServedModel(name, signature, limits,
        new Batches(rows -> trained.predict(rows).only(), limits, metrics::computed));
    modelPath = "/v2/models/" + name;
    limitConnections(limits);
    http = HttpServer.create(address, limits.requests());
    http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    http.createContext("/", this::handle);
    http.start();
  }

  /** What the JDK's server takes from system properties alone, when the first one is made: heads, and clients that do not read. */
  private static void limitConnections(Limits limits) {
    String seconds = Long.toString(limits.time().toSeconds() + 1);
    setIfAbsent("sun.net.httpserver.maxReqTime", seconds);
    setIfAbsent("sun.net.httpserver.maxRspTime", Long.toString(2 * limits.time().toSeconds() + 1));
    setIfAbsent("sun.net.httpserver.maxReqHeaderSize", LONGEST_HEAD);
    setIfAbsent("sun.net.httpserver.nodelay", "true");
  }

  private static void setIfAbsent(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return http.getAddress();
  }

  /** Requests so far. */
  public long requests() {
    return metrics.requests();
  }

  /**
   * Has each size of a batch computed once, and then computes what requests ask for, until {@link #stop}.
   *
   * @param whenReady run in between
   * @throws dev.sinabro.backend.DeviceException where the device fails
   * @throws dev.sinabro.run.MemoryException where not one row fits
   */
  public void run(Runnable whenReady) throws InterruptedException {
    model.batches().warm(trained.file()::emptyRows);
    ready = !stopping;
    whenReady.run();
    model.batches().run();
  }

  /** Takes no further requests, and ends {@link #run} when those that are there have their answers, or their time is over. */
  public void stop() {
    stopping = true;
    ready = false;
    http.stop(Math.toIntExact(limits.time().toSeconds() + 1));
    model.batches().stop();
  }

  @Override
  public void close() {
    ready = false;
    http.stop(0);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange; RequestBody body = new RequestBody(exchange)) {
      Reply reply = reply(exchange, body);
      send(exchange, reply, body.isComplete() && !stopping);
      metrics.answered(reply.status());
      body.drain(LINGER_NANOS);
    } catch (IOException _) {
      metrics.abandoned();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private Reply reply(HttpExchange exchange, RequestBody body) throws InterruptedException {
    try {
      return answer(exchange, body);
    } catch (RequestException refused) {
      if (refused.status() == RequestException.OVERLOADED) {
        exchange.getResponseHeaders().set("Retry-After", "1");
      }
      return Reply.error(refused.status(), String.valueOf(refused.getMessage()));
    } catch (OutOfMemoryError full) {
      faults.accept(full);
      exchange.getResponseHeaders().set("Retry-After", "1");
      return Reply.error(RequestException.OVERLOADED,
          "memory does not suffice at the moment; send fewer rows at a time");
    } catch (RuntimeException fault) {
      faults.accept(fault);
      return Reply.error(RequestException.INTERNAL, "an error of the server: " + fault.getMessage());
    }
  }

  private static void send(HttpExchange exchange, Reply reply, boolean goesOn) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", reply.type());
    if (!goesOn) {
      exchange.getResponseHeaders().set("Connection", "close");
    }
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(reply.status(), head ? -1 : reply.body().length);
    if (!head) {
      OutputStream stream = exchange.getResponseBody();
      stream.write(reply.body());
      stream.flush();
    }
  }

  private Reply answer(HttpExchange exchange, RequestBody body) throws RequestException, InterruptedException {
    String path = String.valueOf(exchange.getRequestURI().getPath());
    if (path.equals(modelPath + "/infer")) {
      requireMethod(exchange, List.of("POST"));
      return infer(exchange, body);
    }
    Reply reply = told(path);
    requireMethod(exchange, List.of("GET", "HEAD"));
    return reply;
  }

  private Reply told(String path) throws RequestException {
    if (path.equals(modelPath)) {
      return Reply.of(model.metadata());
    }
    if (path.equals(modelPath + "/ready")) {
      return Reply.state("ready", ready);
    }
    return switch (path) {
      case "/v2" -> Reply.of(metadata());
      case "/v2/health/live" -> Reply.state("live", true);
      case "/v2/health/ready" -> Reply.state("ready", ready);
      case "/metrics" -> Reply.of(metrics.text(model.batches()::length, admission::inside));
      default -> throw new RequestException(RequestException.NOT_FOUND,
          "there is no " + Json.shown(path) + "; there are /v2, /v2/health/live, /v2/health/ready, " + modelPath
              + ", its /ready and /infer, and /metrics");
    };
  }

  private JsonObject metadata() {
    JsonObject json = new JsonObject();
    json.addProperty("name", "sinabro");
    json.addProperty("version", version);
    json.add("extensions", new JsonArray());
    return json;
  }

  private static void requireMethod(HttpExchange exchange, List<String> methods) throws RequestException {
    if (!methods.contains(exchange.getRequestMethod())) {
      exchange.getResponseHeaders().set("Allow", String.join(", ", methods));
      throw new RequestException(RequestException.METHOD,
          Json.shown(exchange.getRequestMethod()) + " has no meaning here; use " + methods.getFirst());
    }
  }

  private Reply infer(HttpExchange exchange, RequestBody body) throws RequestException, InterruptedException {
    long end = System.nanoTime() + limits.time().toNanos();
    requireJson(exchange);
    int size = body.size(limits.bodyBytes());
    if (!ready) {
      throw new RequestException(RequestException.OVERLOADED,
          stopping ? "the server ends" : "the model is not ready yet");
    }
    try (var _ = admission.enter(size)) {
      long begin = end - limits.time().toNanos();
      model.batches().approaches();
      Reply reply = Reply.ofJson(model.infer(bytes(body, end), end - System.nanoTime()));
      metrics.took(System.nanoTime() - begin);
      return reply;
    }
  }

  private byte[] bytes(RequestBody body, long end) throws RequestException, InterruptedException {
    boolean read = false;
    try {
      byte[] bytes = body.read(limits.bodyBytes(), end - System.nanoTime());
      read = true;
      return bytes;
    } finally {
      if (!read) {
        model.batches().left();
      }
    }
  }

  private static void requireJson(HttpExchange exchange) throws RequestException {
    var head = exchange.getRequestHeaders();
    String type = head.getFirst("Content-Type");
    if (type != null && !type.toLowerCase(Locale.ROOT).replaceFirst(";.*", "").strip().equals("application/json")) {
      throw new RequestException(RequestException.MEDIA_TYPE, "the body has Content-Type " + Json.shown(type)
          + "; send application/json (curl: -H 'Content-Type: application/json')");
    }
    if (head.containsKey("Content-Encoding") || head.containsKey("Inference-Header-Content-Length")) {
      throw new RequestException(RequestException.MEDIA_TYPE,
          "the body is compressed or of the binary extension, which are not offered; send plain JSON");
    }
  }
}
