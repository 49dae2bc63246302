package dev.sinabro.cli.search;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.sinabro.cli.exit.ExitCode;
import dev.sinabro.cli.exit.UserException;
import dev.sinabro.io.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** A search: all of its trials, and what it goes by. It is kept in {@code tune.json}, so that it can go on. */
public final class Search {
  private static final String NAME = "tune.json";
  /** Trials that must have come as far before one is compared with them. */
  private static final int LEAST = 3;

  private final Path file;
  private final String watched;
  private final boolean largerIsBetter;
  private final int pruneAfter;
  private final List<Trial> trials;

  private Search(Path file, String watched, boolean largerIsBetter, int pruneAfter, List<Trial> trials) {
    this.file = file;
    this.watched = watched;
    this.largerIsBetter = largerIsBetter;
    this.pruneAfter = pruneAfter;
    this.trials = new ArrayList<>(trials);
  }

  /**
   * One that begins.
   *
   * @param folder for its file
   * @param watched what trials are compared by: {@code loss}, or a metric, of the validation rows
   * @param pruneAfter epochs before which no trial is given up; 0: none ever is
   */
  public static Search begun(Path folder, SearchSpace space, long seed, String watched, boolean largerIsBetter,
      int pruneAfter) {
    List<Trial> trials = new ArrayList<>();
    space.trials(seed).forEach(settings -> trials.add(Trial.waiting(1 + trials.size(), settings)));
    return new Search(folder.resolve(NAME), watched, largerIsBetter, pruneAfter, trials);
  }

  /**
   * One that is to go on.
   *
   * @throws UserException where the folder has none
   */
  public static Search read(Path folder) throws IOException {
    Path file = folder.resolve(NAME);
    try {
      JsonObject json = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
      List<Trial> trials = new ArrayList<>();
      for (JsonElement trial : json.getAsJsonArray("trials")) {
        trials.add(Trial.fromJson(trial.getAsJsonObject()));
      }
      return new Search(file, json.get("watched").getAsString(), json.get("larger_is_better").getAsBoolean(),
          json.get("prune_after").getAsInt(), trials);
    } catch (NoSuchFileException none) {
      throw new UserException(ExitCode.DATA, folder + " has no " + NAME + ": it is no folder of a search; sinabro tune"
          + " makes one");
    } catch (JsonParseException | IllegalStateException | IllegalArgumentException | NullPointerException
        | ClassCastException damaged) {
      throw new UserException(ExitCode.DATA, file + " is damaged: " + damaged.getMessage());
    }
  }

  /** Writes the file. */
  public void write() throws IOException {
    WholeFile.write(file, new GsonBuilder().setPrettyPrinting().create().toJson(toJson()) + "\n");
  }

  /** All that the file says. */
  public JsonObject toJson() {
    JsonObject json = new JsonObject();
    json.addProperty("watched", watched);
    json.addProperty("larger_is_better", largerIsBetter);
    json.addProperty("prune_after", pruneAfter);
    best().ifPresent(trial -> json.addProperty("best", trial.number()));
    JsonArray all = new JsonArray();
    trials.forEach(trial -> all.add(trial.toJson()));
    json.add("trials", all);
    return json;
  }

  public List<Trial> trials() {
    return List.copyOf(trials);
  }

  /** What trials are compared by: {@code loss}, or a metric. */
  public String watched() {
    return watched;
  }

  /** Puts what has become of a trial in its place. */
  public void put(Trial trial) {
    trials.set(trial.number() - 1, trial);
  }

  /** The best of those that have trained to their end. */
  public Optional<Trial> best() {
    return ranked().stream().filter(trial -> trial.state() == Trial.State.DONE && !Double.isNaN(trial.value()))
        .findFirst();
  }

  /** All, the best one first; those without a value last. */
  public List<Trial> ranked() {
    Comparator<Trial> better = Comparator.comparingDouble(trial -> largerIsBetter ? -trial.value() : trial.value());
    return trials.stream().sorted(Comparator.<Trial, Boolean>comparing(trial -> trial.state() != Trial.State.DONE)
        .thenComparing(better).thenComparing(Trial::number)).toList();
  }

  /**
   * Whether a trial is given up: its best value so far is worse than the median of what others had at the same epoch, where
   * three at least came as far. D. Golovin et al., Google Vizier: A service for black-box optimization, 2017, section 3.1.
   *
   * @param course of the trial so far
   */
  public boolean isHopeless(List<Double> course) {
    int epochs = course.size();
    if (pruneAfter == 0 || epochs < pruneAfter) {
      return false;
    }
    List<Double> others = trials.stream()
        .filter(trial -> trial.state() == Trial.State.DONE || trial.state() == Trial.State.PRUNED)
        .filter(trial -> trial.course().size() >= epochs).map(trial -> bestOf(trial.course().subList(0, epochs)))
        .sorted().toList();
    if (others.size() < LEAST) {
      return false;
    }
    int middle = others.size() / 2;
    double median =
        others.size() % 2 == 1 ? others.get(middle) : (others.get(middle - 1) + others.get(middle)) / 2;
    double own = bestOf(course);
    return Double.isNaN(own) || (largerIsBetter ? own < median : own > median);
  }

  private double bestOf(List<Double> course) {
    var finite = course.stream().mapToDouble(Double::doubleValue).filter(value -> !Double.isNaN(value));
    return (largerIsBetter ? finite.max() : finite.min()).orElse(Double.NaN);
  }
}
