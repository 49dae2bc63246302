package dev.sinabro.cli.report;

import dev.sinabro.cli.show.Show;
import dev.sinabro.cli.show.Trained;
import dev.sinabro.graph.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;

/**
 * The page of a run that is done, {@code report.html}: {@link ReportPage}.
 *
 * @param reshaped what the network takes a row of numbers for, where it does
 */
public record RunReport(Optional<Shape> reshaped) implements Show {

  @Override
  public List<String> of(Trained trained) throws IOException {
    Examples examples = new Examples(trained.data().preprocessing(), reshaped);
    Files.writeString(trained.folder().resolve(ReportPage.NAME),
        ReportPage.of(RunRecord.of(trained.folder()).done(), Judgement.of(trained, examples)));
    return List.of();
  }
}
