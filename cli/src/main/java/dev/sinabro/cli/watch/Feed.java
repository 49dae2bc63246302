package dev.sinabro.cli.watch;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.sinabro.cli.page.Messages;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What one page is sent: at first all rows of the table and the events of its runs, then what is new. Each message is made
 * when the page has read the one before, of what the files hold then.
 */
final class Feed implements Messages {
  private static final long PAUSE_MILLIS = 500;
  private static final Gson GSON = new Gson();

  private final RunsFolder runs;
  private final List<Chosen> chosen;
  private final Optional<LiveTraining> live;
  private final AtomicInteger readers;
  private final Map<Integer, RunRow> sent = new HashMap<>();
  private final Map<Integer, Map<String, String>> sentSettings = new HashMap<>();
  private @Nullable JsonObject sentLive;

  /**
   * @param live the training of this process, where the page is of one
   * @param readers how many pages listen, this one among them until it is closed
   */
  Feed(RunsFolder runs, List<Chosen> chosen, Optional<LiveTraining> live, AtomicInteger readers) {
    this.runs = runs;
    this.chosen = List.copyOf(chosen);
    this.live = live;
    this.readers = readers;
    readers.incrementAndGet();
  }

  @Override
  public Optional<String> next(long millis) throws InterruptedException {
    long end = System.nanoTime() + millis * 1_000_000;
    while (true) {
      JsonObject news = news();
      if (!news.isEmpty()) {
        return Optional.of(GSON.toJson(news));
      }
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return Optional.empty();
      }
      Thread.sleep(Math.min(left, PAUSE_MILLIS));
    }
  }

  private JsonObject news() {
    JsonObject news = new JsonObject();
    List<FollowedRun> all = runs.runs();
    rows(news, all);
    JsonObject events = new JsonObject();
    for (Chosen one : chosen) {
      one.news().ifPresent(some -> events.add(Integer.toString(one.run().id()), some));
    }
    if (!events.isEmpty()) {
      news.add("events", events);
    }
    live.map(LiveTraining::json).filter(json -> !json.equals(sentLive)).ifPresent(json -> {
      sentLive = json;
      news.add("live", json);
    });
    return news;
  }

  private void rows(JsonObject news, List<FollowedRun> all) {
    JsonArray rows = new JsonArray();
    JsonObject settings = new JsonObject();
    Set<Integer> gone = new HashSet<>(sent.keySet());
    for (FollowedRun run : all) {
      gone.remove(run.id());
      run.row().filter(row -> sent.put(run.id(), row) != row).ifPresent(row -> rows.add(GSON.toJsonTree(row)));
      if (run.row().isPresent() && sentSettings.put(run.id(), run.settings()) != run.settings()) {
        settings.add(Integer.toString(run.id()), GSON.toJsonTree(run.settings()));
      }
    }
    sent.keySet().removeAll(gone);
    sentSettings.keySet().removeAll(gone);
    if (!rows.isEmpty()) {
      news.add("rows", rows);
    }
    if (!settings.isEmpty()) {
      news.add("settings", settings);
    }
    if (!gone.isEmpty()) {
      news.add("gone", GSON.toJsonTree(gone));
    }
  }

  @Override
  public boolean isOver() {
    return false;
  }

  @Override
  public void close() {
    readers.decrementAndGet();
  }
}
