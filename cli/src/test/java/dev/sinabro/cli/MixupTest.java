package dev.sinabro.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Trainings on mixtures of rows, from the configuration to the model. */
class MixupTest {
  private static final String TABLE = """
      data: {path: builtin:iris, target: species}
      model: [dense: {units: 8, activation: relu}, dense]
      train: {epochs: 3, mixup: 0.4}
      """;
  private static final String IMAGES = """
      data: {path: builtin:digits, target: label}
      model:
        - reshape: [1, 8, 8]
        - conv2d: {channels: 4, kernel: 3}
        - flatten
        - dense
      train: {epochs: 1, mixup: 0.4}
      """;

  @TempDir
  private Path folder = Path.of("");

  private CommandRun train(String configuration, String out, String... options) throws IOException {
    Path file = Files.writeString(folder.resolve("run.yaml"), configuration);
    List<String> arguments = new ArrayList<>(List.of("train", file.toString(), "--device", "cpu", "--quiet", "--out",
        folder.resolve(out).toString()));
    arguments.addAll(List.of(options));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  private byte[] model(String out) throws IOException {
    return Files.readAllBytes(folder.resolve(out).resolve("model.safetensors"));
  }

  @ParameterizedTest
  @ValueSource(strings = {TABLE, IMAGES})
  void mixturesDoNotDependOnThreadsOrAPause(String configuration) throws IOException {
    assertEquals(0, train(configuration, "one", "--threads", "1").code());
    assertEquals(0, train(configuration, "three", "--threads", "3").code());
    assertEquals(-1,
        Files.mismatch(folder.resolve("one/model.safetensors"), folder.resolve("three/model.safetensors")));
    assertEquals(0, train(configuration, "cut", "--max-steps", "4").code());
    CommandRun resumed = CommandRun.of("train", "--resume", folder.resolve("cut").toString(), "--max-steps", "1000",
        "--quiet");
    assertEquals(0, resumed.code(), resumed.err());
    assertEquals(weights(model("one")), weights(model("cut")));
    assertEquals(0, train(configuration, "plain", "--set", "train.mixup=0").code());
    assertNotEquals(weights(model("one")), weights(model("plain")));
  }

  /** What stands behind the header, which has the configuration. */
  private static String weights(byte[] file) {
    int header = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt();
    return HexFormat.of().formatHex(file, Long.BYTES + header, file.length);
  }

  @Test
  void whatCannotBeMixedIsRefused() throws IOException {
    CommandRun side = train(TABLE + "loss: hinge\n", "side");
    assertEquals(3, side.code());
    assertTrue(side.err().contains("mixup mixes the targets of two rows, but loss hinge only asks on which side"),
        side.err());
    CommandRun negative = train(TABLE, "negative", "--set", "train.mixup=-1");
    assertEquals(3, negative.code());
    assertTrue(negative.err().contains("train.mixup: expected a number of at least 0, found '-1'"), negative.err());
  }
}
