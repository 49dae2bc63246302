package dev.sinabro.cli.experiment;

import dev.sinabro.io.FormatException;
import dev.sinabro.io.Safetensors;
import dev.sinabro.io.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * {@code checkpoints} in the folder of a run: the last ones as {@code step-00001234.safetensors}, by number of steps, and
 * {@code best.safetensors}.
 *
 * @param path the folder
 */
record CheckpointFolder(Path path) {
  static final String NAME = "checkpoints";
  private static final String PREFIX = "step-";
  private static final String SUFFIX = ".safetensors";
  private static final String DAMAGED = ".damaged";

  /**
   * A checkpoint that is whole.
   *
   * @param file where it was read
   */
  record Whole(Path file, Safetensors content) {}

  Path best() {
    return path.resolve("best" + SUFFIX);
  }

  /** That after so many steps. */
  Path at(int steps) {
    return path.resolve(String.format(Locale.ROOT, "%s%08d%s", PREFIX, steps, SUFFIX));
  }

  /** By number of steps. */
  List<Path> all() throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      return files.filter(file -> file.getFileName().toString().startsWith(PREFIX)
          && file.getFileName().toString().endsWith(SUFFIX)).sorted(BY_STEPS).toList();
    } catch (NoSuchFileException none) {
      return List.of();
    }
  }

  /** Numbers beyond eight digits are longer. */
  private static final Comparator<Path> BY_STEPS = Comparator.<Path>comparingInt(file -> file.toString().length())
      .thenComparing(Comparator.naturalOrder());

  /**
   * The last one that is whole. Damaged ones behind it are put aside under another name.
   *
   * @param told receives a line for each of these
   */
  Optional<Whole> last(Consumer<String> told) throws IOException {
    for (Path file : all().reversed()) {
      try {
        return Optional.of(new Whole(file, Safetensors.readChecked(file)));
      } catch (FormatException damaged) {
        told.accept(damaged.getMessage() + "; the one before it is taken");
        Files.move(file, file.resolveSibling(file.getFileName() + DAMAGED), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    return Optional.empty();
  }

  /** Removes all but the last ones. */
  void keep(int count) throws IOException {
    List<Path> all = all();
    for (Path file : all.subList(0, Math.max(0, all.size() - count))) {
      Files.delete(file);
    }
  }

  /** Removes what a process that was killed had begun to write. */
  static void removePartial(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(file -> file.toString().endsWith(WholeFile.PARTIAL)).toList()) {
        Files.delete(file);
      }
    }
  }
}
