package dev.sinabro.cli.watch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The folder of a run as another process writes it. */
record RunLog(Path folder) {
  static RunLog begun(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("config.yaml"), "name: " + folder.getFileName()
        + "\noptimizer: {adam: {learning-rate: 0.1}}\n");
    Files.writeString(folder.resolve("manifest.json"),
        "{\"state\": \"interrupted\", \"began\": \"2026-11-22T01:02:03Z\"}");
    RunLog log = new RunLog(folder);
    log.add(begun(0) + "\n");
    return log;
  }

  static String begun(int epochs) {
    return "{\"event\":\"begun\",\"step\":" + 10 * epochs + ",\"time\":\"2026-11-22T01:02:03Z\",\"epoch\":"
        + (epochs + 1)
        + ",\"epochs\":30,\"rows\":100,\"metrics\":[\"accuracy\"],\"state_bytes\":1000,\"arena_bytes\":500}";
  }

  static String epoch(int number, double loss, double accuracy) {
    return "{\"event\":\"epoch\",\"step\":" + 10 * number + ",\"epoch\":" + number + ",\"train\":{\"loss\":" + loss
        + ",\"accuracy\":" + accuracy + "},\"validation\":{\"loss\":" + 2 * loss + ",\"accuracy\":" + accuracy / 2
        + "},\"learning_rate\":0.1,\"seconds\":" + number + ",\"rows_per_second\":100,\"waiting\":0.25}";
  }

  Path file() {
    return folder.resolve("metrics.jsonl");
  }

  void add(String text) throws IOException {
    Files.writeString(file(), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
