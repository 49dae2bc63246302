package dev.sinabro.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.sinabro.cli.terminal.Columns;
import dev.sinabro.graph.HostTensor;
import dev.sinabro.io.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Two runs of one configuration.
 *
 * @param before the folder of the first
 * @param after the folder of the second
 */
record RunComparison(Path before, Path after) {
  private static final String METRICS = "metrics.csv";
  private static final String SUMMARY = "summary.json";
  /** Columns that the clock has no part in. */
  private static final Pattern RESULT = Pattern.compile("epoch|step|(train|validation)_.*");
  /** What the clock tells, and what is no result. */
  private static final Set<String> NOT_COMPARED =
      Set.of("seconds", "samples_per_second", "version", "device", "name", "ended");
  /** What may be the reason of a difference. */
  private static final List<String> CIRCUMSTANCES = List.of("version", "commit", "device", "java", "os");

  /** The earliest figure that differs, or the first tensor of the model; empty where they are the same to the bit. */
  Optional<String> firstDifference() throws IOException {
    Optional<String> epoch = ofEpochs();
    if (epoch.isPresent()) {
      return epoch;
    }
    Optional<String> tensor = ofModels();
    return tensor.isPresent() ? tensor : ofSummaries();
  }

  private Optional<String> ofEpochs() throws IOException {
    List<String> first = Files.readAllLines(before.resolve(METRICS));
    List<String> second = Files.readAllLines(after.resolve(METRICS));
    List<String> head = List.of(first.getFirst().split(",", -1));
    for (int epoch = 1; epoch < Math.min(first.size(), second.size()); epoch++) {
      String[] old = first.get(epoch).split(",", -1);
      String[] now = second.get(epoch).split(",", -1);
      for (int column = 0; column < Math.min(old.length, now.length); column++) {
        if (RESULT.matcher(head.get(column)).matches() && !old[column].equals(now[column])) {
          return Optional.of("%s of epoch %s was %s and is %s".formatted(head.get(column), old[0], old[column],
              now[column]));
        }
      }
    }
    return first.size() == second.size()
        ? Optional.empty()
        : Optional.of("it had " + (first.size() - 1) + " epochs and has " + (second.size() - 1));
  }

  private Optional<String> ofModels() throws IOException {
    Map<String, HostTensor> old = Safetensors.read(before.resolve("model.safetensors")).tensors();
    Map<String, HostTensor> now = Safetensors.read(after.resolve("model.safetensors")).tensors();
    if (!old.keySet().equals(now.keySet())) {
      return Optional.of("the model had " + old.keySet() + " and has " + now.keySet());
    }
    for (Map.Entry<String, HostTensor> tensor : old.entrySet()) {
      HostTensor other = now.get(tensor.getKey());
      if (!other.type().equals(tensor.getValue().type())) {
        return Optional.of(tensor.getKey() + " was " + tensor.getValue().type() + " and is " + other.type());
      }
      long place = tensor.getValue().bytes().mismatch(other.bytes());
      if (place >= 0) {
        int index = (int) (place / tensor.getValue().type().dtype().byteSize());
        return Optional.of("element %d of %s was %s and is %s".formatted(index, tensor.getKey(),
            tensor.getValue().value(index), other.value(index)));
      }
    }
    return Optional.empty();
  }

  private Optional<String> ofSummaries() throws IOException {
    JsonObject old = json(before, SUMMARY);
    JsonObject now = json(after, SUMMARY);
    for (Map.Entry<String, JsonElement> figure : old.entrySet()) {
      if (!NOT_COMPARED.contains(figure.getKey()) && !figure.getValue().equals(now.get(figure.getKey()))) {
        return Optional.of(figure.getKey() + " was " + figure.getValue() + " and is " + now.get(figure.getKey()));
      }
    }
    return Optional.empty();
  }

  private static JsonObject json(Path run, String name) throws IOException {
    Path file = run.resolve(name);
    return Files.exists(file) ? JsonParser.parseString(Files.readString(file)).getAsJsonObject() : new JsonObject();
  }

  /** What else is not as it was: version, commit, device, data. */
  List<String> circumstances() throws IOException {
    List<String> told = new ArrayList<>();
    for (String name : CIRCUMSTANCES) {
      Optional<JsonElement> old = circumstance(before, name);
      Optional<JsonElement> now = circumstance(after, name);
      if (old.isPresent() && now.isPresent() && !old.equals(now)) {
        told.add(name + " was " + old.get().getAsString() + " and is " + now.get().getAsString());
      }
    }
    JsonElement old = json(before, "manifest.json").get("data");
    JsonElement now = json(after, "manifest.json").get("data");
    if (old != null && now != null && !hashes(old).equals(hashes(now))) {
      told.add("the data is not what it was");
    }
    return told;
  }

  private static Optional<JsonElement> circumstance(Path run, String name) throws IOException {
    return Optional.ofNullable(json(run, SUMMARY).get(name))
        .or(() -> {
          try {
            return Optional.ofNullable(json(run, "manifest.json").get(name));
          } catch (IOException unreadable) {
            return Optional.empty();
          }
        });
  }

  private static List<String> hashes(JsonElement data) {
    List<String> all = new ArrayList<>();
    data.getAsJsonArray().forEach(file -> all.add(file.getAsJsonObject().get("sha256").getAsString()));
    return all;
  }
}
