package dev.sinabro.cli.experiment;

import com.google.gson.JsonObject;
import dev.sinabro.io.Safetensors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One run of a training loop of its own into a run folder, as {@link Training} is of what a configuration says.
 *
 * @param settings of the loop
 * @param device where, in words
 * @param folder for its files
 * @param launch of this program
 */
public record LoopTraining(LoopSettings settings, String device, RunFolder folder, Launch launch) {

  /**
   * Runs it in an unused folder.
   *
   * @param running receives what stops it, before the first step
   * @param loop gives the summary; empty where it was stopped
   * @return the summary
   */
  public Optional<JsonObject> run(Consumer<LoopKeeper> running, Function<LoopKeeper, Optional<JsonObject>> loop) {
    try (FolderLock _ = folder.locked()) {
      folder.requireUnused();
      try {
        Manifest manifest = Manifest.begun(folder.path(), launch, device, settings.seed());
        Files.createDirectories(folder.checkpoints().path());
        manifest.learnsFrom(settings);
        return recorded(manifest, Optional.empty(), running, loop);
      } catch (RuntimeException | Error | IOException failure) {
        folder.removeUnlessTrained();
        throw failure;
      }
    } catch (IOException unusable) {
      throw new UncheckedIOException(unusable);
    }
  }

  /**
   * Goes on from the last checkpoint of the folder that is whole, or anew where there is none.
   *
   * @param told receives a line for each thing about that which the user should know
   */
  public Optional<JsonObject> resume(Consumer<LoopKeeper> running, Function<LoopKeeper, Optional<JsonObject>> loop,
      Consumer<String> told) {
    try (FolderLock _ = folder.locked()) {
      Manifest manifest = folder.manifest();
      folder.removePartial();
      Optional<CheckpointFolder.Whole> from = folder.checkpoints().last(told);
      if (from.isEmpty()) {
        told.accept(folder.path() + " has no whole checkpoint; it begins anew");
      }
      manifest.learnsFrom(settings);
      manifest.resumed(launch, device, from.map(CheckpointFolder.Whole::file));
      return recorded(manifest, from.map(CheckpointFolder.Whole::content), running, loop);
    } catch (IOException unusable) {
      throw new UncheckedIOException(unusable);
    }
  }

  private Optional<JsonObject> recorded(Manifest manifest, Optional<Safetensors> from, Consumer<LoopKeeper> running,
      Function<LoopKeeper, Optional<JsonObject>> loop) throws IOException {
    try (LoopKeeper keeper = new LoopKeeper(folder, from)) {
      running.accept(keeper);
      return manifest.recorded(() -> {
        Optional<JsonObject> summary = loop.apply(keeper);
        if (summary.isPresent()) {
          folder.end(summary.get());
        }
        return summary;
      }, summary -> summary.isPresent() ? Optional.empty() : Optional.of("after step " + keeper.steps()));
    }
  }
}
