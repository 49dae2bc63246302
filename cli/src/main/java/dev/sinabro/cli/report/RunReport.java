package dev.sinabro.cli.report;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import dev.sinabro.cli.show.Show;
import dev.sinabro.cli.show.Trained;
import dev.sinabro.graph.Shape;
import dev.sinabro.io.WholeFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The page of a run, {@code report.html}: {@link ReportPage}; and, of one that is done, {@code judgement.json}, which other
 * pages show too.
 *
 * @param reshaped what the network takes a row of numbers for, where it does
 */
public record RunReport(Optional<Shape> reshaped) implements Show {

  @Override
  public List<String> of(Trained trained) throws IOException {
    Examples examples = new Examples(trained.data().preprocessing(), reshaped);
    Optional<JsonObject> judgement = Judgement.of(trained, examples);
    if (judgement.isPresent()) {
      WholeFile.write(trained.folder().resolve(Judgement.NAME), new Gson().toJson(judgement.get()) + "\n");
    }
    write(RunRecord.of(trained.folder()).done(), judgement);
    return List.of();
  }

  /** Writes the page of a run that is not done, as far as it came. */
  public static void unfinished(Path folder) throws IOException {
    write(RunRecord.of(folder), Optional.empty());
  }

  private static void write(RunRecord run, Optional<JsonObject> judgement) throws IOException {
    WholeFile.write(run.folder().resolve(ReportPage.NAME), ReportPage.of(run, judgement));
  }
}
