package dev.sinabro.cli.experiment;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.sinabro.cli.catalogue.DataSection;
import dev.sinabro.cli.catalogue.DataSource;
import dev.sinabro.cli.config.Configuration;
import dev.sinabro.cli.config.ConfigurationException;
import dev.sinabro.cli.config.ConfigurationFile;
import dev.sinabro.cli.config.ConfigurationReader;
import dev.sinabro.cli.config.ConfigurationWriter;
import dev.sinabro.cli.exit.ExitCode;
import dev.sinabro.cli.exit.UserException;
import dev.sinabro.data.Corpus;
import dev.sinabro.data.Csv;
import dev.sinabro.data.CsvFormat;
import dev.sinabro.data.Dataset;
import dev.sinabro.data.Field;
import dev.sinabro.data.GraphPreprocessing;
import dev.sinabro.data.ImagePreprocessing;
import dev.sinabro.data.InMemory;
import dev.sinabro.data.NumbersPreprocessing;
import dev.sinabro.data.Preprocessing;
import dev.sinabro.data.SeriesPreprocessing;
import dev.sinabro.data.Table;
import dev.sinabro.data.TablePreprocessing;
import dev.sinabro.data.TextPreprocessing;
import dev.sinabro.graph.HostTensor;
import dev.sinabro.graph.StoredTensor;
import dev.sinabro.io.FormatException;
import dev.sinabro.io.Safetensors;
import dev.sinabro.train.TrainerBuilder;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * A model in a safetensors file: its tensors, and as JSON metadata all that a prediction needs besides. The same training
 * writes the same bytes: there is no time, path or host in it.
 *
 * @param configuration resolved; a data file is named without its folder
 * @param preprocessing how columns become features, and outputs classes or values
 * @param onnx layers that came from ONNX files
 * @param tensors the parameters, or all of a checkpoint
 */
public record ModelFile(Configuration configuration, Preprocessing preprocessing, OnnxLayers onnx,
    Map<String, HostTensor> tensors) {
  private static final String CONFIGURATION = "sinabro.configuration";
  static final String PREPROCESSING = "sinabro.preprocessing";

  /**
   * Writes a file, all or nothing.
   *
   * @param tensors the parameters, or all of a checkpoint; read some megabytes at a time
   */
  public static void write(Path path, Configuration configuration, Preprocessing preprocessing,
      Map<String, ? extends StoredTensor> tensors) throws IOException {
    write(path, configuration, preprocessing, tensors, OnnxLayers.of(configuration).metadata());
  }

  /** The same with more metadata: that of its layers of ONNX, and what a checkpoint remembers. */
  static void write(Path path, Configuration configuration, Preprocessing preprocessing,
      Map<String, ? extends StoredTensor> tensors, Map<String, String> remembered) throws IOException {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("format", "pt");
    metadata.put(CONFIGURATION, json(withoutFolder(configuration)));
    metadata.put(PREPROCESSING, preprocessing.toJson().toString());
    metadata.putAll(remembered);
    Safetensors.write(path, tensors, metadata);
  }

  /**
   * Writes a model that was trained in the library, so that the command evaluates it, predicts with it and serves it.
   *
   * @param configuration as {@code train} takes it: {@code data}, the layers of the model, and the loss where it is not the
   *     usual one
   * @param preprocessing that the data went through
   * @param parameters of the model, as {@code trainer.parameters()} gives them
   * @throws ConfigurationException where the configuration is none
   * @throws UserException where the parameters are not those of its layers, naming each
   */
  public static void write(Path path, String configuration, Preprocessing preprocessing,
      Map<String, HostTensor> parameters) throws IOException {
    Path folder = path.toAbsolutePath().getParent();
    ConfigurationFile read =
        ConfigurationReader.read("the configuration", "model", folder, configuration, List.of());
    Configuration resolved = Experiment.resolved(read.configuration(), preprocessing).withRows(1);
    OnnxLayers onnx = OnnxLayers.of(Experiment.absolute(resolved, read.folder()));
    new ModelFile(resolved, preprocessing, onnx, parameters).sound(path);
    write(path, resolved, preprocessing, parameters, onnx.metadata());
  }

  /**
   * Reads a file that {@link #write} wrote.
   *
   * @throws UserException where it is no model of ours, or a damaged one
   */
  public static ModelFile read(Path path) {
    try {
      Safetensors file = Safetensors.read(path);
      String configuration = file.metadata().get(CONFIGURATION);
      String preprocessing = file.metadata().get(PREPROCESSING);
      if (configuration == null || preprocessing == null) {
        throw new UserException(ExitCode.DATA,
            path + " has tensors, but not the metadata of a model that sinabro trained; name a run folder or its"
                + " model.safetensors");
      }
      Path folder = path.toAbsolutePath().getParent();
      Configuration read =
          ConfigurationReader.read(path.toString(), "model", folder, configuration, List.of()).configuration();
      return new ModelFile(read, Preprocessing.fromJson(JsonParser.parseString(preprocessing).getAsJsonObject()),
          OnnxLayers.of(read, file.metadata()), file.tensors());
    } catch (FormatException damaged) {
      throw new UserException(ExitCode.DATA, damaged.getMessage());
    } catch (ConfigurationException | JsonParseException | IllegalStateException | IllegalArgumentException damaged) {
      throw new UserException(ExitCode.DATA, path + " has damaged metadata: " + damaged.getMessage());
    } catch (IOException unreadable) {
      throw new java.io.UncheckedIOException(unreadable);
    }
  }

  /**
   * Refuses a file whose tensors are not those of its model.
   *
   * @param path its name, for messages
   * @throws UserException naming each tensor that is missing, has another type, or holds a value that is no number
   */
  ModelFile sound(Path path) {
    try {
      BuiltNetwork.of(Experiment.network(configuration.network(onnx.byPlace()), preprocessing), preprocessing.fields())
          .require(tensors, path);
    } catch (IllegalArgumentException | IllegalStateException | NoSuchElementException unfit) {
      throw new UserException(ExitCode.DATA,
          path + " has damaged metadata: no model can be built of it: " + unfit.getMessage());
    }
    return this;
  }

  /** Begins the trainer of this model; its tensors are still to be restored. */
  public TrainerBuilder trainer() {
    return Experiment.trainer(configuration, preprocessing, onnx);
  }

  /** The rows of a file of the kind that the model was trained on, with what was to be learned of them. */
  public Dataset dataset(Path data) {
    return switch (preprocessing) {
      case TablePreprocessing table -> table.dataset(configuration.data() instanceof DataSection.OfArrays arrays
          ? new ArraySource(arrays).labeled(data).table()
          : table(table, data));
      case NumbersPreprocessing numbers -> numbers.dataset(Csv.read(data));
      case SeriesPreprocessing series -> series.dataset(Csv.read(data));
      case ImagePreprocessing images -> images().labeled(images, data);
      case TextPreprocessing text -> text.dataset(Corpus.read(data));
      case GraphPreprocessing graph -> graph.dataset(Csv.read(data));
    };
  }

  /** Whether it learned from arrays, and not from a table of CSV. */
  public boolean isOfArrays() {
    return configuration.data() instanceof DataSection.OfArrays;
  }

  /** How images are read that are like those of the training. */
  public ImageSource images() {
    if (configuration.data() instanceof DataSection.OfLabeledImages section) {
      return new ImageSource(section);
    }
    throw new UserException(ExitCode.DATA, "the model has damaged metadata: it learned from images, but not its data");
  }

  /** How a table is read that is like that of the training, so that its file can be predicted as it is. */
  public CsvFormat format(TablePreprocessing table) {
    return configuration.data() instanceof DataSection.OfCsv section
        ? table.format().without(section.ignore().toArray(String[]::new))
        : table.format();
  }

  /** A table like that of the training, to predict for. */
  public Table table(TablePreprocessing table, Path file) {
    return configuration.data() instanceof DataSection.OfArrays arrays
        ? new ArraySource(arrays).unlabeled(file).table()
        : Csv.read(file, format(table));
  }

  /** Rows of zeros in the form that the model takes, where a program is planned but not run. */
  public Dataset emptyRows(int count) {
    InMemory rows = InMemory.rows(count);
    for (Field field : preprocessing.fields()) {
      rows = rows.with(field, Arena.ofAuto().allocate(count * field.row().byteSize()));
    }
    return rows;
  }

  /** JSON is YAML too, so that the configuration's own reader reads it. */
  private static String json(Configuration configuration) {
    return new Gson()
        .toJson(new Load(LoadSettings.builder().build()).loadFromString(ConfigurationWriter.write(configuration)));
  }

  private static Configuration withoutFolder(Configuration configuration) {
    return configuration.withUsualCheckpoints()
        .withFiles(file -> new DataSource.OfFile(String.valueOf(Path.of(file.path()).getFileName())));
  }
}
