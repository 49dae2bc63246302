package dev.sinabro.cli.watch;

import com.google.gson.JsonObject;
import dev.sinabro.cli.http.Answer;
import dev.sinabro.cli.http.Refusal;
import dev.sinabro.cli.http.Request;
import dev.sinabro.cli.page.Events;
import dev.sinabro.cli.page.PageServer;
import dev.sinabro.cli.page.ServedPage;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Serves the page that shows runs as they train: those in folders, or the training of this process, which it can stop. */
public final class RunsPage implements ServedPage {
  private static final Set<String> FILES = Set.of("index.html", "style.css", "runs.js", "table.js", "details.js",
      "network.js", "words.js");
  /** Runs whose curves a page is sent. */
  private static final int MOST_CHOSEN = 64;
  /** For pages to fetch what a training has ended with. */
  private static final Duration FAREWELL = Duration.ofSeconds(2);

  private final PageServer server;
  private final RunsFolder runs;
  private final Optional<LiveTraining> live;
  private final AtomicInteger readers = new AtomicInteger();

  private static boolean pause() {
    try {
      Thread.sleep(20);
      return true;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private RunsPage(InetSocketAddress address, List<Path> folders, Optional<LiveTraining> live,
      Consumer<Throwable> faults) throws IOException {
    runs = new RunsFolder(folders);
    this.live = live;
    server = new PageServer(address, RunsPage.class, FILES, this::answer, faults);
  }

  /**
   * Begins to serve the runs in some folders. Nothing is written there.
   *
   * @param address port 0 takes any that is free
   * @param faults told of what is no fault of a request
   */
  public static RunsPage of(InetSocketAddress address, List<Path> folders, Consumer<Throwable> faults)
      throws IOException {
    return new RunsPage(address, folders, Optional.empty(), faults);
  }

  /** Begins to serve the training of this process. */
  public static RunsPage of(InetSocketAddress address, LiveTraining live, Consumer<Throwable> faults)
      throws IOException {
    return new RunsPage(address, List.of(live.folder()), Optional.of(live), faults);
  }

  @Override
  public String address() {
    return server.address();
  }

  /** How many pages listen at present. */
  int readers() {
    return readers.get();
  }

  private Answer answer(List<String> path, Request request) {
    if (path.size() == 1) {
      return request.acts() ? done(path.getFirst()) : seen(path.getFirst(), request);
    }
    if (path.size() == 2 && path.getFirst().equals("runs") && !request.acts()) {
      return Answer.of(RunDetails.of(run(path.get(1)).files()));
    }
    throw nothing();
  }

  private static Refusal nothing() {
    return new Refusal(Refusal.NOT_FOUND, "there is nothing of this name");
  }

  private FollowedRun run(String id) {
    try {
      return runs.run(Integer.parseInt(id)).orElseThrow(RunsPage::nothing);
    } catch (NumberFormatException malformed) {
      throw nothing();
    }
  }

  private Answer done(String what) {
    LiveTraining training = live.orElseThrow(RunsPage::nothing);
    switch (what) {
      case "stop" -> training.stop();
      case "checkpoint" -> training.checkpoint();
      default -> throw nothing();
    }
    return Answer.of(new JsonObject());
  }

  private Answer seen(String what, Request request) {
    if (!what.equals("events")) {
      throw nothing();
    }
    runs.runs();
    Map<String, String> query = request.query();
    Optional<String> looked = Optional.ofNullable(query.get("look"));
    List<Chosen> chosen = new ArrayList<>();
    Stream.of(query.getOrDefault("runs", "").split(",")).filter(one -> !one.isEmpty()).limit(MOST_CHOSEN)
        .forEach(one -> {
          String id = one.substring(0, (one + ":").indexOf(':'));
          ReadPosition place =
              ReadPosition.of(one.substring(Math.min(one.length(), id.length() + 1))).orElse(ReadPosition.START);
          chosen.add(new Chosen(run(id), looked.filter(id::equals).isPresent(), place));
        });
    return new Events(new Feed(runs, chosen, live, readers));
  }

  /** Of a training that has ended, pages first see how. */
  @Override
  public void close() {
    if (live.isPresent()) {
      runs.expire();
      live.get().end();
      long end = System.nanoTime() + FAREWELL.toNanos();
      while (readers() > 0 && System.nanoTime() < end && pause()) {
        // they leave by themselves
      }
    }
    server.close();
  }
}
