package dev.sinabro.cli.playground;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.sinabro.backend.Probe;
import dev.sinabro.cli.config.ConfigurationFile;
import dev.sinabro.cli.http.Answer;
import dev.sinabro.cli.http.Refusal;
import dev.sinabro.cli.http.Request;
import dev.sinabro.cli.page.Events;
import dev.sinabro.cli.page.PageServer;
import dev.sinabro.cli.page.ServedPage;
import dev.sinabro.run.Devices;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Serves the page on which small networks are built, trained and looked into. */
public final class Playground implements ServedPage {
  private static final Set<String> FILES =
      Set.of("index.html", "style.css", "playground.js", "animation.js", "answers.js", "api.js",
          "digits.js", "form.js", "gates.js", "graph.js", "lessons.js", "linear-map.js", "network.js", "plane.js",
          "slow.js",
          "slow-page.js", "state.js", "tabs.js", "words.js");

  private static final Duration PATIENCE = Duration.ofMinutes(30);

  private final PageServer server;
  private final Plays plays;
  private final FeatureMaps maps;

  /**
   * Begins to listen.
   *
   * @param address port 0 takes any that is free
   * @param digits a convolutional network that reads images of 8 x 8 pixels, behind a layer that makes these of a row
   * @param faults told of what is no fault of a request
   */
  public Playground(InetSocketAddress address, ConfigurationFile digits, Consumer<Throwable> faults)
      throws IOException {
    plays = new Plays(PATIENCE, System::nanoTime, faults);
    maps = new FeatureMaps(digits, faults);
    server = new PageServer(address, Playground.class, FILES, this::answer, faults);
  }

  @Override
  public String address() {
    return server.address();
  }

  private Answer answer(List<String> path, Request request) {
    if (path.size() == 1) {
      return request.acts() ? begun(path.getFirst(), request) : told(path.getFirst(), request);
    }
    if (path.size() == 3 && path.getFirst().equals("plays")) {
      Player player = plays.get(path.get(1));
      return request.acts() ? done(player, path.get(2), request) : seen(player, path.get(2), request);
    }
    throw nothing();
  }

  private static Refusal nothing() {
    return new Refusal(Refusal.NOT_FOUND, "there is nothing of this name");
  }

  private Answer begun(String what, Request request) {
    return switch (what) {
      case "plays" -> {
        JsonObject json = new JsonObject();
        json.addProperty("play", plays.begin());
        yield Answer.of(json);
      }
      case "digit" -> Answer.of(maps.read(request.json()));
      default -> throw nothing();
    };
  }

  private Answer told(String what, Request request) {
    return switch (what) {
      case "options" -> Answer.of(options());
      case "expression" -> Answer.of(Expression.of(number(request, "a"), number(request, "b"), number(request, "c")));
      case "digits" -> Answer.of(maps.state());
      case "sample" -> Answer.of(maps.sample((int) number(request, "number")));
      default -> throw nothing();
    };
  }

  private static double number(Request request, String name) {
    try {
      return Double.parseDouble(request.asked(name));
    } catch (NumberFormatException malformed) {
      throw new Refusal(Refusal.MALFORMED, name + " is no number");
    }
  }

  private static JsonObject options() {
    JsonObject json = new JsonObject();
    json.add("data", array(Arrays.stream(PlaneData.values()).map(Settings::word).toList()));
    json.add("regressions", array(
        Arrays.stream(PlaneData.values()).filter(data -> !data.isOfClasses()).map(Settings::word).toList()));
    json.add("truthTables", array(
        Arrays.stream(PlaneData.values()).filter(PlaneData::isTruthTable).map(Settings::word).toList()));
    json.add("features", array(Arrays.stream(PlaneFeature.values()).map(Settings::word).toList()));
    json.add("titles", array(Arrays.stream(PlaneFeature.values()).map(PlaneFeature::title).toList()));
    json.add("activations", array(Settings.ACTIVATIONS));
    json.add("classLosses", array(Settings.CLASS_LOSSES));
    json.add("valueLosses", array(Settings.VALUE_LOSSES));
    json.add("optimizers", OptimizerChoices.json());
    json.add("devices", array(Devices.providers().stream().filter(provider -> provider.probe() instanceof Probe.Usable)
        .map(provider -> provider.name()).toList()));
    return json;
  }

  private static JsonArray array(List<String> texts) {
    JsonArray json = new JsonArray();
    texts.forEach(json::add);
    return json;
  }

  private Answer done(Player player, String what, Request request) {
    switch (what) {
      case "table" -> {
        UserTable table = UserTable.read(request.text());
        player.take(table);
        return Answer.of(table.json());
      }
      case "settings" -> {
        return Answer.of(player.begin(Settings.of(request.json())));
      }
      case "run" -> player.run(true);
      case "pause" -> player.run(false);
      case "step" -> player.change(Play::step);
      case "epoch" -> player.change(Play::epoch);
      case "mistake" -> player.change(Play::mistake);
      case "weight" -> {
        JsonObject json = request.json();
        Element element = Element.of(json);
        double value = Element.value(json);
        player.change(play -> play.set(element.parameter(), element.index(), value));
      }
      default -> throw nothing();
    }
    return Answer.of(new JsonObject());
  }

  private static Answer seen(Player player, String what, Request request) {
    return switch (what) {
      case "here" -> Answer.of(new JsonObject());
      case "events" -> new Events(player.latest().messages());
      case "slow" -> Answer.of(player.look(play -> new SlowMotion(play).of((int) number(request, "row"))));
      case "check" -> Answer.of(player.look(
          play -> new SlowMotion(play).check(request.asked("parameter"), (int) number(request, "index"))));
      default -> throw nothing();
    };
  }

  @Override
  public void close() {
    server.close();
    plays.close();
    maps.close();
  }
}
