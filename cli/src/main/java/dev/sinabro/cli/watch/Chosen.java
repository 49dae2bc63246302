package dev.sinabro.cli.watch;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.sinabro.cli.log.JsonLog;
import java.io.IOException;
import java.util.Optional;

/**
 * A run whose events a page is sent: all of them at first, fewer the more there are, so that what a page keeps is bounded by the
 * logarithm of what a log holds.
 */
final class Chosen {
  /** Of the first so many all are sent; of twice as many behind these one in two, and so on. */
  private static final int ALL = 2_000;

  /** Knuth's multiplier: 2³² divided by the golden ratio. */
  private static final int SCATTERING = 0x9E3779B1;

  private final FollowedRun run;
  private final boolean looksInto;
  private ReadPosition place;

  /**
   * @param looksInto whether the page shows what is in the network: norms of each tensor, which are most of a log
   * @param place up to which the page has the events
   */
  Chosen(FollowedRun run, boolean looksInto, ReadPosition place) {
    this.run = run;
    this.looksInto = looksInto;
    this.place = place;
  }

  FollowedRun run() {
    return run;
  }

  /** The next events, where there are some. */
  Optional<JsonObject> news() {
    try {
      GrowingFile.Part part = run.log().read(place);
      if (!part.anew() && part.to().equals(place)) {
        return Optional.empty();
      }
      JsonObject json = new JsonObject();
      json.addProperty("anew", part.anew() || place.equals(ReadPosition.START));
      json.addProperty("place", part.to().text());
      json.addProperty("more", part.more());
      JsonArray events = new JsonArray();
      int line = part.to().lines() - part.lines().size();
      for (String text : part.lines()) {
        line++;
        int number = line;
        RunFiles.object(text).filter(JsonLog::isEvent).filter(event -> isSent(event, number)).map(this::shortened)
            .ifPresent(events::add);
      }
      json.add("events", events);
      place = part.to();
      return Optional.of(json);
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  private static boolean isSent(JsonObject event, int line) {
    return switch (event.get("event").getAsString()) {
      case "epoch" -> event.get("epoch") instanceof JsonPrimitive epoch && epoch.isNumber()
          && isSent(epoch.getAsInt(), epoch.getAsInt());
      // By chance, the same each time: lines of several kinds may alternate.
      case "watched" -> isSent(line, line * SCATTERING >>> Integer.SIZE / 2);
      case String _ -> true;
    };
  }

  private static boolean isSent(int number, int drawn) {
    return drawn % Math.max(1, Integer.highestOneBit(number / ALL)) == 0;
  }

  private JsonObject shortened(JsonObject event) {
    if (!looksInto) {
      event.entrySet().removeIf(one -> one.getKey().endsWith("norms"));
    }
    return event;
  }
}
