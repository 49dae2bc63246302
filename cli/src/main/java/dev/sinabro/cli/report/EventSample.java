package dev.sinabro.cli.report;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The events of a log, of which a training of days writes millions: of each kind all up to {@value #MOST}, of more some at even
 * distances, and always the last one and the best epoch.
 */
final class EventSample implements Consumer<JsonObject> {
  static final int MOST = 2000;

  private final Map<String, Kind> kinds = new LinkedHashMap<>();
  private @Nullable FirstMetric metric;
  private @Nullable Numbered best;
  private double bestValue;
  private long count;

  private record Numbered(long number, JsonObject event) {}

  private static final class Kind {
    private List<Numbered> kept = new ArrayList<>();
    private long every = 1;
    private long seen;
    private @Nullable Numbered last;

    void add(Numbered event) {
      if (seen % every == 0) {
        kept.add(event);
      }
      if (kept.size() > MOST) {
        List<Numbered> half = new ArrayList<>();
        for (int i = 0; i < kept.size(); i += 2) {
          half.add(kept.get(i));
        }
        kept = half;
        every *= 2;
      }
      seen++;
      last = event;
    }
  }

  @Override
  public void accept(JsonObject event) {
    var numbered = new Numbered(count, event);
    count++;
    String kind = RunRecord.string(event, "event").orElse("");
    kinds.computeIfAbsent(kind, _ -> new Kind()).add(numbered);
    if (kind.equals("epoch")) {
      judge(numbered);
    }
  }

  private void judge(Numbered epoch) {
    if (metric == null) {
      metric = FirstMetric.of(Optional.ofNullable(kinds.get("begun")).map(begun -> begun.kept.getFirst().event),
          epoch.event.has("validation"));
    }
    metric.value(epoch.event).ifPresent(value -> {
      if (best == null || metric.isBetter(value, bestValue)) {
        best = epoch;
        bestValue = value;
      }
    });
  }

  /** What is kept, in the order of the log. */
  List<JsonObject> events() {
    Map<Long, JsonObject> ordered = new TreeMap<>();
    kinds.values().forEach(kind -> {
      kind.kept.forEach(one -> ordered.put(one.number, one.event));
      put(ordered, kind.last);
    });
    put(ordered, best);
    return List.copyOf(ordered.values());
  }

  private static void put(Map<Long, JsonObject> ordered, @Nullable Numbered event) {
    if (event != null) {
      ordered.put(event.number, event.event);
    }
  }
}
