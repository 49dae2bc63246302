package dev.sinabro.cli.experiment;

import dev.sinabro.cli.catalogue.Choice;
import dev.sinabro.cli.catalogue.LayerCatalogue;
import dev.sinabro.cli.catalogue.OnnxFile;
import dev.sinabro.cli.config.Configuration;
import dev.sinabro.cli.exit.ExitCode;
import dev.sinabro.cli.exit.UserException;
import dev.sinabro.io.FormatException;
import dev.sinabro.nn.Layer;
import dev.sinabro.onnx.OnnxException;
import dev.sinabro.onnx.OnnxLayer;
import dev.sinabro.onnx.OnnxModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The layers of a configuration that stand in ONNX files. They are read once, when a run begins; its model file keeps what they
 * compute, so that it needs the ONNX files no more.
 *
 * @param byPlace in the model, from 0
 */
public record OnnxLayers(Map<Integer, OnnxLayer> byPlace) {
  /** What the names of their metadata begin with; the place follows. */
  private static final String STRUCTURE = "sinabro.onnx.";

  /** How a layer of a file is made. */
  @FunctionalInterface
  private interface Reader {
    OnnxLayer read(int place, OnnxFile file) throws IOException;
  }

  /**
   * Those of the files.
   *
   * @throws UserException where a file is missing, damaged, or cannot be a layer, with all operators that are not known
   */
  static OnnxLayers of(Configuration configuration) {
    return of(configuration, (_, file) -> {
      try {
        return file.read();
      } catch (FormatException damaged) {
        throw new UserException(ExitCode.DATA, String.valueOf(damaged.getMessage()));
      } catch (OnnxException unfit) {
        throw new UserException(ExitCode.DATA, file.path() + ": " + unfit.getMessage());
      }
    });
  }

  /**
   * Those of a model file. Nothing else is read.
   *
   * @throws IllegalArgumentException where its metadata lacks one, or has none that can be a layer
   */
  static OnnxLayers of(Configuration configuration, Map<String, String> metadata) {
    return of(configuration, (place, file) -> {
      String structure = Optional.ofNullable(metadata.get(STRUCTURE + place)).orElseThrow(
          () -> new IllegalArgumentException("it lacks " + STRUCTURE + place + ", what layer " + place + " computes"));
      return OnnxLayer.ofStructure(file.name(),
          OnnxModel.read(MemorySegment.ofArray(Base64.getDecoder().decode(structure))));
    });
  }

  private static OnnxLayers of(Configuration configuration, Reader reader) {
    Map<Integer, OnnxLayer> byPlace = new LinkedHashMap<>();
    List<Choice<Layer>> model = configuration.model();
    try {
      for (int place = 0; place < model.size(); place++) {
        if (model.get(place).entry() == LayerCatalogue.ONNX && model.get(place).links().share().isEmpty()) {
          byPlace.put(place, reader.read(place, (OnnxFile) model.get(place).build()));
        }
      }
    } catch (FormatException damaged) {
      throw new IllegalArgumentException(damaged.getMessage());
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return new OnnxLayers(byPlace);
  }

  /** What they compute, as texts for the metadata of a model file. */
  Map<String, String> metadata() {
    Map<String, String> texts = new LinkedHashMap<>();
    byPlace.forEach((place, layer) -> {
      var bytes = new ByteArrayOutputStream();
      try {
        layer.structure().write(bytes);
      } catch (IOException impossible) {
        throw new UncheckedIOException(impossible);
      }
      texts.put(STRUCTURE + place, Base64.getEncoder().encodeToString(bytes.toByteArray()));
    });
    return texts;
  }
}
