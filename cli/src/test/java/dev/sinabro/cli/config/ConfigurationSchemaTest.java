package dev.sinabro.cli.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import dev.sinabro.cli.Example;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The schema says of a configuration what the reader says, judged by a validator that is not ours. */
class ConfigurationSchemaTest {

  private static final Gson GSON = new GsonBuilder().serializeNulls().create();
  private static final JsonSchemaFactory FACTORY = JsonSchemaFactory.getInstance(VersionFlag.V202012);
  private static final JsonSchema SCHEMA = FACTORY.getSchema(ConfigurationSchema.write(), InputFormat.JSON);
  private static final String SHORTEST = "data: {path: wine.csv, target: cultivar}\nmodel: [dense]\n";

  private static Set<ValidationMessage> problems(String yaml) {
    var json = GSON.toJson(new Load(LoadSettings.builder().build()).loadFromString(yaml));
    return SCHEMA.validate(json, InputFormat.JSON);
  }

  @Test
  void isASchema() {
    var meta = FACTORY.getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
    assertEquals(Set.of(), meta.validate(ConfigurationSchema.write(), InputFormat.JSON));
    assertFalse(meta.validate("{\"type\": 3}", InputFormat.JSON).isEmpty());
  }

  @ParameterizedTest
  @EnumSource
  void acceptsTheExamples(Example example) {
    assertEquals(Set.of(), problems(example.text()));
    var configuration = example.configuration(List.of()).configuration();
    assertEquals(Set.of(), problems(ConfigurationWriter.write(configuration)));
    assertEquals(Set.of(), problems(ConfigurationWriter.writeCommented(configuration)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"optimizer: sgd", "optimizer: {sgd: }", "optimizer: {adam: {beta1: 0}}", "loss: mse",
      "loss: {huber: 2}",
      "schedule: {step: {every: 3}}", "train: {seed: 0}", "train: ", "name: 12", "train: {matmul-precision: tf32}"})
  void acceptsWhatTheReaderAccepts(String line) {
    assertEquals(Set.of(), problems(SHORTEST + line));
    ConfigurationReader.read("c.yaml", "c", Path.of(""), SHORTEST + line, List.of());
  }

  @ParameterizedTest
  @ValueSource(strings = {"optimiser: sgd", "optimizer: adan", "optimizer: {sgd: {beta1: 0.9}}",
      "optimizer: {adam: {beta1: 1}}", "optimizer: {sgd: {}, adam: {}}", "optimizer: {}", "optimizer: 3",
      "schedule: {step: {every: 0}}", "schedule: {step: {every: 1.5}}", "schedule: {step: {factor: 0}}",
      "train: {epochs: x}", "train: {seed: -1}", "train: {matmul-precision: fp16}", "train: [5]", "loss: [mse]"})
  void refusesWhatTheReaderRefuses(String line) {
    assertFalse(problems(SHORTEST + line).isEmpty());
    assertTrue(refusedByTheReader(SHORTEST + line));
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "[{dense: {units: 3}, name: a}, {share: a, inputs: [a]}, {add: , inputs: [a, features]}, dense]",
      "[{conv1d: {channels: 3, kernel: 2, padding: causal}}, {conv2d: {channels: 3, kernel: 2, padding: [1, 2]}}, dense]",
      "[{dropout: 0.5}, {dense: 3}, {residual: [relu]}, {dense: }]", "[{dropout: 0.5, name: a}, dense]",
      "[{repeat: {times: 2, layers: [dense: {units: 3}]}}, dense]", "[{concat: {layers: [relu, tanh]}}, dense]"})
  void acceptsModelsThatTheReaderAccepts(String model) {
    var yaml = SHORTEST.replace("[dense]", model);
    assertEquals(Set.of(), problems(yaml));
    var read = ConfigurationReader.read("c.yaml", "c", Path.of(""), yaml, List.of()).configuration();
    assertEquals(Set.of(), problems(ConfigurationWriter.writeCommented(read)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "[conv3d]", "[{dropout: x}, dense]", "[{dropout: 1.5}, dense]", "[{conv2d: 3}, dense]",
      "[{name: 3, inputs: x}, dense]", "[{dense: {units: 3}, nam: a}, dense]",
      "[{dense: {units: 0}}]", "[{dense: {activation: rely}}]", "{dense: {}}",
      "[activation, dense]", "[{activation: {}}, dense]", "[{sequential: {layers: [dens]}}, dense]",
      "[{dense: {initialization: {constant: {value: x}}}}]"})
  void refusesModelsThatTheReaderRefuses(String model) {
    var yaml = SHORTEST.replace("[dense]", model);
    assertFalse(problems(yaml).isEmpty());
    assertTrue(refusedByTheReader(yaml));
  }

  @ParameterizedTest
  @ValueSource(strings = {"model: [dense]", "data: {path: a.csv, target: y}", "data:\nmodel: [dense]",
      "data: {path: a.csv}\nmodel: [dense]"})
  void requiresWhatTheReaderRequires(String yaml) {
    assertFalse(problems(yaml).isEmpty());
    assertTrue(refusedByTheReader(yaml));
  }

  private static boolean refusedByTheReader(String yaml) {
    try {
      ConfigurationReader.read("c.yaml", "c", Path.of(""), yaml, List.of());
      return false;
    } catch (ConfigurationException e) {
      return true;
    }
  }
}
