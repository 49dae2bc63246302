package dev.sinabro.cli.experiment;

import dev.sinabro.cli.config.ConfigurationFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * Several trainings, each in a folder of its own within one, which has a configuration and a manifest too.
 *
 * @param folder of all of them
 * @param launch of this program
 * @param device where they are trained
 * @param file what is common to them, with what tells them apart
 * @param several what tells them apart
 */
public record TrainingSeries(RunFolder folder, Launch launch, String device, ConfigurationFile file,
    Several several) {

  /**
   * Trains one after the other; where the folder is that of a series already, those that are not done.
   *
   * @param trainings does so; gives the end of the one that was stopped
   */
  public Optional<Ending.Stopped> complete(Callable<Optional<Ending.Stopped>> trainings) {
    try (FolderLock _ = folder.locked()) {
      if (folder.hasBegun()) {
        return resumed().recorded(trainings, TrainingSeries::where);
      }
      folder.requireUnused();
      try {
        return begun().recorded(trainings, TrainingSeries::where);
      } catch (RuntimeException | Error | IOException failure) {
        folder.removeUnlessTrained();
        throw failure;
      }
    } catch (IOException unusable) {
      throw new UncheckedIOException(unusable);
    }
  }

  private static Optional<String> where(Optional<Ending.Stopped> stopped) {
    return stopped.map(Ending.Stopped::where);
  }

  private Manifest begun() throws IOException {
    Manifest manifest = Manifest.begun(folder.path(), launch, device, file.configuration().train().seed());
    folder.write(Experiment.absolute(file.configuration(), file.folder()));
    manifest.of(several);
    manifest.write();
    return manifest;
  }

  private Manifest resumed() throws IOException {
    Manifest manifest = folder.manifest();
    manifest.resumed(launch, device, Optional.empty());
    return manifest;
  }
}
