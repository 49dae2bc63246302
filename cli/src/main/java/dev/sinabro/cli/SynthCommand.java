package dev.sinabro.cli;

import de.siegmar.fastcsv.writer.CsvWriter;
import dev.sinabro.cli.exit.ExitCode;
import dev.sinabro.cli.output.OutputFile;
import dev.sinabro.cli.terminal.Figures;
import dev.sinabro.data.Blobs;
import dev.sinabro.data.Cloud;
import dev.sinabro.data.Clusters;
import dev.sinabro.data.Table;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sinabro data synth}. */
@Command(name = "synth", description = "Writes a table that is made by chance, as CSV; equal seeds give equal tables.")
final class SynthCommand implements Callable<Integer> {
  /** What can be made. */
  enum Kind {
    SPIRAL, CIRCLE, XOR, GAUSS, MOONS, BLOBS, CLUSTERS
  }

  @Spec
  private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "NAME", description = "spiral, circle, xor, gauss or moons: points of the plane in two"
      + " classes; blobs: heaps in a space of any dimension; clusters: classes of several heaps, and columns that tell"
      + " nothing.")
  private Kind kind = Kind.SPIRAL;

  @Option(names = "--rows", paramLabel = "N", description = "How many. Default: ${DEFAULT-VALUE}.",
      defaultValue = "600")
  private int rows;

  @Option(names = "--noise", paramLabel = "DEVIATION",
      description = "What is added to the points of the plane; of blobs and clusters how far they"
          + " spread. Default: 0.02; of blobs and clusters 1.")
  private @Nullable Double noise;

  @Option(names = "--columns", paramLabel = "N", description = "Of blobs and clusters. Default: ${DEFAULT-VALUE}.",
      defaultValue = "10")
  private int columns;

  @Option(names = "--informative", paramLabel = "N", description = "Columns of clusters that tell something, the first"
      + " ones. Default: half of them.")
  private @Nullable Integer informative;

  @Option(names = "--per-class", paramLabel = "N", description = "Clusters of a class. Default: ${DEFAULT-VALUE}.",
      defaultValue = "2")
  private int perClass;

  @Option(names = "--classes", paramLabel = "N", description = "Of blobs and clusters. Default: ${DEFAULT-VALUE}.",
      defaultValue = "3")
  private int classes;

  @Option(names = "--seed", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.", defaultValue = "1")
  private long seed;

  @Option(names = "--output", paramLabel = "FILE", description = "A CSV file to write. Default: the terminal.")
  private @Nullable Path output;

  @Override
  public Integer call() throws IOException {
    Table table = table();
    if (output == null) {
      write(table, spec.commandLine().getOut());
    } else {
      new OutputFile(output).write(writer -> write(table, writer));
      spec.commandLine().getOut().printf("%s rows · %s%n", Figures.count(rows), output);
    }
    return ExitCode.DONE.code();
  }

  private Table table() {
    double spread = noise == null ? 1 : noise;
    try {
      return switch (kind) {
        case SPIRAL, CIRCLE, XOR, GAUSS, MOONS ->
          Cloud.valueOf(kind.name()).table(rows, noise == null ? 0.02 : noise, seed);
        case BLOBS -> new Blobs(columns, classes, spread).table(rows, seed);
        case CLUSTERS -> new Clusters(columns, informative == null ? (columns + 1) / 2 : informative, classes, perClass,
            spread).table(rows, seed);
      };
    } catch (IllegalArgumentException impossible) {
      throw new ParameterException(spec.commandLine(), String.valueOf(impossible.getMessage()), impossible);
    }
  }

  private static void write(Table table, Writer writer) {
    CsvWriter csv = CsvWriter.builder().build(writer);
    List<String> names = table.columnNames();
    csv.writeRecord(names);
    for (int row = 0; row < table.rowCount(); row++) {
      int each = row;
      csv.writeRecord(names.stream().map(name -> table.cell(each, name)).toList());
    }
    try {
      csv.flush();
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }
}
