package dev.sinabro.cli.page;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A page in a real browser without a window, driven by the DevTools protocol: https://chromedevtools.github.io/devtools-protocol.
 */
public final class Browser implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String ANNOUNCED = "DevTools listening on ";

  private final Process process;
  private final HttpClient client = HttpClient.newHttpClient();
  private final WebSocket socket;
  private final Map<Integer, CompletableFuture<JsonObject>> waiting = new ConcurrentHashMap<>();
  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private int sent;
  private String session = "";

  /**
   * Starts it.
   *
   * @param folder for its profile
   * @param language that it prefers, such as {@code ko}
   * @throws org.opentest4j.TestAbortedException where there is none, unless {@code -Drequire.browser=true}
   */
  public Browser(Path folder, String language) throws Exception {
    Path errors = Files.createDirectories(folder).resolve("errors.txt");
    process = new ProcessBuilder(program(), "--headless=new", "--no-sandbox", "--disable-gpu", "--lang=" + language,
        "--accept-lang=" + language, "--window-size=1280,720", "--remote-debugging-port=0",
        "--user-data-dir=" + folder.resolve("profile"), "about:blank").redirectError(errors.toFile())
        .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    socket = client.newWebSocketBuilder().buildAsync(URI.create(announced(errors)), new Listener()).join();
    open(language);
  }

  private static String program() {
    Optional<File> found = Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .flatMap(path -> Stream.of("chromium", "google-chrome", "chromium-browser").map(name -> new File(path, name)))
        .filter(File::canExecute).findFirst();
    if (found.isEmpty()) {
      if (Boolean.getBoolean("require.browser")) {
        fail("no chromium or google-chrome on this machine, and -Drequire.browser=true");
      }
      return abort("no chromium or google-chrome on this machine");
    }
    return found.get().getPath();
  }

  private static String announced(Path errors) throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      for (String line : Files.readAllLines(errors, java.nio.charset.StandardCharsets.ISO_8859_1)) {
        if (line.startsWith(ANNOUNCED)) {
          return line.substring(ANNOUNCED.length());
        }
      }
      Thread.sleep(50);
    }
    return fail("the browser did not start: " + Files.readString(errors));
  }

  private final class Listener implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        received(JsonParser.parseString(text.toString()).getAsJsonObject());
        text.setLength(0);
      }
      from.request(1);
      return null;
    }
  }

  private void received(JsonObject message) {
    if (message.has("id")) {
      CompletableFuture<JsonObject> reply = waiting.remove(message.get("id").getAsInt());
      if (reply != null) {
        reply.complete(message);
      }
    } else if (message.get("method").getAsString().equals("Runtime.exceptionThrown") || isRefused(message)) {
      complaints.add(message.toString());
    }
  }

  /** Whether a page asked for what its own policy forbids. */
  private static boolean isRefused(JsonObject message) {
    return message.get("method").getAsString().equals("Log.entryAdded") && message.getAsJsonObject("params")
        .getAsJsonObject("entry").get("source").getAsString().equals("security");
  }

  /** Of the page's scripts: exceptions that nobody caught, and what the page's policy refused. */
  public List<String> complaints() {
    return new ArrayList<>(complaints);
  }

  private JsonObject send(String method, JsonObject parameters) {
    JsonObject message = new JsonObject();
    int id = ++sent;
    message.addProperty("id", id);
    message.addProperty("method", method);
    message.add("params", parameters);
    if (!session.isEmpty()) {
      message.addProperty("sessionId", session);
    }
    CompletableFuture<JsonObject> reply = new CompletableFuture<>();
    waiting.put(id, reply);
    socket.sendText(message.toString(), true).join();
    JsonObject answer = reply.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    assertTrue(answer.has("result"), () -> method + ": " + answer);
    return answer.get("result").getAsJsonObject();
  }

  private static JsonObject with(String name, String value) {
    JsonObject json = new JsonObject();
    json.addProperty(name, value);
    return json;
  }

  /**
   * Opens another tab, and turns to it.
   *
   * @return by which {@link #turn} finds it
   */
  public String open(String language) {
    session = "";
    JsonObject target = send("Target.createTarget", with("url", "about:blank"));
    JsonObject attach = with("targetId", target.get("targetId").getAsString());
    attach.addProperty("flatten", true);
    session = send("Target.attachToTarget", attach).get("sessionId").getAsString();
    send("Runtime.enable", new JsonObject());
    send("Page.enable", new JsonObject());
    send("Log.enable", new JsonObject());
    JsonObject agent = with("userAgent", "test");
    agent.addProperty("acceptLanguage", language);
    send("Emulation.setUserAgentOverride", agent);
    return session;
  }

  /** The tab that is open. */
  public String tab() {
    return session;
  }

  /** Turns to a tab, which hides the others. */
  public void turn(String tab) {
    ask(tab);
    send("Page.bringToFront", new JsonObject());
  }

  /** Asks a tab from now on, seen or not. */
  public void ask(String tab) {
    session = tab;
  }

  /** Closes the tab. */
  public void leave() {
    send("Page.close", new JsonObject());
    session = "";
  }

  /** Goes to an address. */
  public void go(String url) {
    send("Page.navigate", with("url", url));
  }

  /** The value of an expression of JavaScript, or of what it promises, as text. */
  public String value(String expression) {
    JsonObject parameters = with("expression", "Promise.resolve(" + expression + ").then(String)");
    parameters.addProperty("awaitPromise", true);
    JsonObject result = send("Runtime.evaluate", parameters);
    if (result.has("exceptionDetails")) {
      return "";
    }
    JsonElement value = result.get("result").getAsJsonObject().get("value");
    return value == null ? "" : value.getAsString();
  }

  /** The text of an element; empty where there is none. */
  public String text(String selector) {
    return value("document.querySelector('" + selector + "')?.textContent ?? ''");
  }

  /** Clicks it. */
  public void click(String selector) {
    value("document.querySelector('" + selector + "').click()");
  }

  /** Gives a field a value, as a person does who then leaves it. */
  public void enter(String selector, String text) {
    value("(() => { const field = document.querySelector('" + selector + "'); field.value = '" + text
        + "'; field.dispatchEvent(new Event('change')); })()");
  }

  /** Waits until an expression is true. */
  public void await(String expression) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!value(expression).equals("true")) {
      if (System.nanoTime() > end) {
        fail(expression + " did not come true; the page says: " + value("document.body.innerText.slice(0, 600)")
            + complaints);
      }
      Thread.sleep(50);
    }
  }

  /** A picture of the page, of a window of this width. */
  public byte[] picture(int width, int height) {
    JsonObject size = new JsonObject();
    size.addProperty("width", width);
    size.addProperty("height", height);
    size.addProperty("deviceScaleFactor", 1);
    size.addProperty("mobile", width < 600);
    send("Emulation.setDeviceMetricsOverride", size);
    return Base64.getDecoder()
        .decode(send("Page.captureScreenshot", with("format", "png")).get("data").getAsString());
  }

  /** Chooses light or dark. */
  public void scheme(String name) {
    JsonObject feature = with("name", "prefers-color-scheme");
    feature.addProperty("value", name);
    com.google.gson.JsonArray features = new com.google.gson.JsonArray();
    features.add(feature);
    JsonObject media = new JsonObject();
    media.add("features", features);
    send("Emulation.setEmulatedMedia", media);
  }

  @Override
  public void close() {
    socket.abort();
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    client.close();
  }
}
