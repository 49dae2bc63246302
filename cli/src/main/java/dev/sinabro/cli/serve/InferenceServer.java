package dev.sinabro.cli.serve;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.sinabro.cli.experiment.TrainedModel;
import dev.sinabro.cli.http.Answer;
import dev.sinabro.cli.http.HttpLimits;
import dev.sinabro.cli.http.HttpListener;
import dev.sinabro.cli.http.Refusal;
import dev.sinabro.cli.http.Request;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Answers requests over HTTP. Each has a virtual thread; the thread that calls {@link #run} computes.
 *
 * <p>There is neither encryption nor a password: who reaches the address is answered. That is why it is the loopback one
 * unless told otherwise.
 */
public final class InferenceServer implements AutoCloseable {
  private final HttpListener listener;
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
    listener = new HttpListener(address,
        new HttpLimits(limits.bodyBytes(), limits.requests(), limits.time(), false), Map.of(), new Protocol());
    listener.start();
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return listener.address();
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
    listener.stop(limits.time().plusSeconds(1));
    model.batches().stop();
  }

  @Override
  public void close() {
    ready = false;
    listener.close();
  }

  private final class Protocol implements HttpListener.Handler {
    @Override
    public Answer answer(Request request) throws InterruptedException {
      if (request.path().equals(modelPath + "/infer")) {
        requireMethod(request, List.of("POST"));
        return infer(request);
      }
      Answer answer = told(request.path());
      requireMethod(request, List.of("GET", "HEAD"));
      return answer;
    }

    @Override
    public void failed(Throwable fault) {
      faults.accept(fault);
    }

    @Override
    public void sent(int status) {
      metrics.answered(status);
    }

    @Override
    public void abandoned() {
      metrics.abandoned();
    }
  }

  private Answer told(String path) {
    if (path.equals(modelPath)) {
      return Answer.of(model.metadata());
    }
    if (path.equals(modelPath + "/ready")) {
      return state("ready", ready);
    }
    return switch (path) {
      case "/v2" -> Answer.of(metadata());
      case "/v2/health/live" -> state("live", true);
      case "/v2/health/ready" -> state("ready", ready);
      case "/metrics" ->
        Answer.ofText("text/plain; version=0.0.4", metrics.text(model.batches()::length, admission::inside));
      default -> throw new Refusal(Refusal.NOT_FOUND,
          "there is no " + Refusal.shown(path) + "; there are /v2, /v2/health/live, /v2/health/ready, " + modelPath
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

  /** A state, and whether it holds: 503 where it does not. */
  private static Answer state(String name, boolean holds) {
    JsonObject json = new JsonObject();
    json.addProperty(name, holds);
    return Answer.of(holds ? Answer.OK : Refusal.OVERLOADED, json);
  }

  private static void requireMethod(Request request, List<String> methods) {
    if (!methods.contains(request.method())) {
      throw Refusal.ofMethod(request.method(), methods);
    }
  }

  private Answer infer(Request request) throws InterruptedException {
    requireJson(request);
    int size = request.bodySize();
    if (!ready) {
      throw new Refusal(Refusal.OVERLOADED, stopping ? "the server ends" : "the model is not ready yet");
    }
    try (var _ = admission.enter(size)) {
      model.batches().approaches();
      byte[] body = bytes(request);
      long left = request.begin() + limits.time().toNanos() - System.nanoTime();
      Answer answer = Answer.of("application/json", model.infer(body, left));
      metrics.took(System.nanoTime() - request.begin());
      return answer;
    }
  }

  private byte[] bytes(Request request) {
    boolean read = false;
    try {
      byte[] bytes = request.bytes();
      read = true;
      return bytes;
    } finally {
      if (!read) {
        model.batches().left();
      }
    }
  }

  private static void requireJson(Request request) {
    for (String type : request.headers("Content-Type")) {
      if (!type.toLowerCase(Locale.ROOT).replaceFirst(";.*", "").strip().equals("application/json")) {
        throw new Refusal(Refusal.MEDIA_TYPE, "the body has Content-Type " + Refusal.shown(type)
            + "; send application/json (curl: -H 'Content-Type: application/json')");
      }
    }
    if (!request.headers("Content-Encoding").isEmpty()
        || !request.headers("Inference-Header-Content-Length").isEmpty()) {
      throw new Refusal(Refusal.MEDIA_TYPE,
          "the body is compressed or of the binary extension, which are not offered; send plain JSON");
    }
  }
}
