package dev.sinabro.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * The command in processes of its own, which can be killed.
 *
 * @param folder in which it is started; what the last one prints is there in the file {@code told}
 */
record CommandProcesses(Path folder) {
  /** One that is not started yet. */
  ProcessBuilder process(Object... arguments) {
    return SinabroProcess.of(folder, arguments).redirectOutput(folder.resolve("told").toFile());
  }

  /** One that runs. */
  Process child(Object... arguments) throws IOException {
    return process(arguments).start();
  }

  /** What it has printed. */
  String told() throws IOException {
    return Files.readString(folder.resolve("told"));
  }

  /** Its exit code, once it has ended. */
  static int exit(Process process) throws InterruptedException {
    assertTrue(process.waitFor(120, TimeUnit.SECONDS), "it does not end");
    return process.exitValue();
  }

  /** Waits for a file of a child; false where the child has ended before. */
  static boolean awaited(Path file, Process process) throws InterruptedException {
    while (!Files.exists(file) && process.isAlive()) {
      Thread.sleep(1);
    }
    return process.isAlive();
  }

  /** Sends a signal, such as {@code TERM}. */
  static void signal(String name, Process process) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }
}
