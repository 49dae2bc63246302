package dev.sinabro.cli.report;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.sinabro.cli.charts.Charts;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A page of one run, or of several side by side, that needs no other file and no network. Its {@link Charts} are drawn of the
 * JSON within it, from the events as they were logged.
 */
public final class ReportPage {
  /** The name of the file in the folder of a run. */
  public static final String NAME = "report.html";

  private ReportPage() {}

  /**
   * The page of one run.
   *
   * @param judgement what its model makes of the rows that it is judged by
   */
  public static String of(RunRecord run, Optional<JsonObject> judgement) {
    JsonObject json = json(run);
    judgement.ifPresent(found -> json.add("judgement", found));
    List<String> said = new ArrayList<>(List.of(run.state()));
    Stream.of(run.epochs()).filter(epochs -> !epochs.isEmpty()).forEach(epochs -> said.add(epochs + " epochs"));
    run.best()
        .ifPresent(best -> said.add("best %s %.4g in epoch %d".formatted(best.metric(), best.value(), best.epoch())));
    Stream.of(run.begun()).filter(time -> !time.isEmpty()).forEach(time -> said.add("begun " + minute(time)));
    return page(run.name(), String.join(" · ", said), List.of(json), List.of());
  }

  /** 2026-01-02T03:04:05Z as people write it. */
  private static String minute(String time) {
    return time.replaceFirst("T(\\d\\d:\\d\\d).*Z", " $1 UTC");
  }

  /** The page of several. */
  public static String of(Comparison comparison) {
    List<JsonElement> tables = Stream.of(comparison.results(), comparison.differences())
        .filter(table -> !table.rows().isEmpty()).map(table -> new Gson().toJsonTree(table)).toList();
    return page(comparison.runs().size() + " runs", String.join(" · ", comparison.runs().stream().map(RunRecord::name)
        .toList()), comparison.runs().stream().map(ReportPage::json).toList(), tables);
  }

  private static JsonObject json(RunRecord run) {
    JsonObject json = new JsonObject();
    json.addProperty("name", run.name());
    json.add("events", array(run.events()));
    json.addProperty("configuration", run.configuration());
    run.summary().ifPresent(summary -> json.add("summary", summary));
    json.add("machine", run.manifest().orElseGet(ReportPage::machine));
    return json;
  }

  /** Where this program runs, of a run that does not say where it ran. */
  private static JsonObject machine() {
    JsonObject json = new JsonObject();
    Runtime runtime = Runtime.getRuntime();
    json.addProperty("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    json.addProperty("processors", runtime.availableProcessors());
    json.addProperty("java", System.getProperty("java.vm.name") + " " + Runtime.version());
    return json;
  }

  private static String page(String title, String said, List<JsonObject> runs, List<JsonElement> tables) {
    JsonObject json = new JsonObject();
    json.addProperty("title", title);
    json.addProperty("said", said);
    json.add("runs", array(runs));
    json.add("tables", array(tables));
    // Gson writes < > & = ' within texts as \\u003c and so on: no text of a run can end the script that it stands in.
    return filled(resource("page.html"), List.of("css", "script", "data"), List.of(Charts.css() + resource("page.css"),
        Charts.inlined(resource("page.js")), new Gson().toJson(json)));
  }

  /** In one pass: what is put in is not looked through for further places. */
  private static String filled(String template, List<String> places, List<String> texts) {
    StringBuilder page = new StringBuilder();
    int from = 0;
    for (int at = template.indexOf('{'); at >= 0; at = template.indexOf('{', from)) {
      int to = template.indexOf('}', at);
      page.append(template, from, at).append(texts.get(places.indexOf(template.substring(at + 1, to))));
      from = to + 1;
    }
    return page.append(template, from, template.length()).toString();
  }

  private static JsonArray array(List<? extends JsonElement> items) {
    JsonArray array = new JsonArray();
    items.forEach(array::add);
    return array;
  }

  private static String resource(String name) {
    try (InputStream in = ReportPage.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is not beside " + ReportPage.class.getName());
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
