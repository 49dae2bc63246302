package dev.sinabro.cli.prediction;

import com.google.gson.JsonArray;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import de.siegmar.fastcsv.writer.CsvWriter;
import dev.sinabro.cli.exit.ExitCode;
import dev.sinabro.cli.exit.UserException;
import dev.sinabro.data.Npy;
import dev.sinabro.graph.DType;
import dev.sinabro.graph.HostTensor;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import dev.sinabro.io.FormatException;
import dev.sinabro.nn.Model;
import dev.sinabro.nn.Tensors;
import dev.sinabro.onnx.OnnxException;
import dev.sinabro.onnx.OnnxGraph;
import dev.sinabro.onnx.OnnxModel;
import dev.sinabro.onnx.OnnxNetwork;
import dev.sinabro.run.Device;
import dev.sinabro.train.CompiledStep;
import dev.sinabro.train.Steps;
import java.io.IOException;
import java.io.Writer;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an ONNX model gives of arrays, a row of text for each of their rows: all numbers of all outputs.
 *
 * @param model a file
 * @param input a {@code .npy} file, or for several inputs an {@code .npz} file with an array of the name of each
 */
public record OnnxPredictions(Path model, Path input) {
  private static final int ROWS_AT_ONCE = 256;

  /** Writes them as CSV, with a head; gives the number of rows. */
  public long write(Writer writer, Device device) throws IOException {
    OnnxModel read = read();
    Map<String, HostTensor> inputs = inputs(read.graph());
    int rows = rows(inputs);
    try (Steps steps = new Steps(device, 0)) {
      Model network = new Model(new OnnxNetwork(read));
      Map<Integer, CompiledStep> bySize = new HashMap<>();
      List<String> outputs = read.graph().outputs().stream().map(OnnxGraph.Value::name).toList();
      for (int size : new int[] {Math.min(rows, ROWS_AT_ONCE), rows % ROWS_AT_ONCE}) {
        if (size > 0) {
          bySize.computeIfAbsent(size, count -> steps.add(step -> {
            Map<String, Tensor> fields = new LinkedHashMap<>();
            inputs.forEach((name, array) -> fields.put(name, step.input(name, batch(array, count))));
            Tensors given = step.infer(network, Tensors.fields(fields));
            given.byName().forEach(step::output);
          }));
        }
      }
      write(writer, rows, bySize, inputs, outputs, classes(read));
      return rows;
    } catch (OnnxException unfit) {
      throw new UserException(ExitCode.DATA, model + ": " + unfit.getMessage());
    }
  }

  private OnnxModel read() throws IOException {
    try {
      return OnnxModel.read(model);
    } catch (FormatException damaged) {
      throw new UserException(ExitCode.DATA, damaged.getMessage());
    }
  }

  private Map<String, HostTensor> inputs(OnnxGraph graph) {
    List<String> names = graph.inputs().stream().map(OnnxGraph.Value::name).toList();
    boolean archive = input.toString().endsWith(".npz");
    if (!archive && names.size() != 1) {
      throw new UserException(ExitCode.DATA, model + " takes " + names + "; name an .npz file with an array for each");
    }
    Map<String, HostTensor> found = archive ? Npy.archive(input) : Map.of(names.getFirst(), Npy.read(input));
    Map<String, HostTensor> inputs = new LinkedHashMap<>();
    for (String name : names) {
      HostTensor array = found.get(name);
      if (array == null) {
        throw new UserException(ExitCode.DATA, input + " has no array " + name + "; it has " + found.keySet());
      }
      inputs.put(name, taken(array));
    }
    return inputs;
  }

  /** A graph's reals have 32 bits, and truth values go in as bytes. */
  private static HostTensor taken(HostTensor array) {
    return switch (array.type().dtype()) {
      case F64 -> new HostTensor(new TensorType(DType.F32, array.shape()), MemorySegment.ofArray(array.floats()));
      case BOOL -> new HostTensor(new TensorType(DType.U8, array.shape()), array.bytes());
      case F32, I32, U8 -> array;
    };
  }

  private int rows(Map<String, HostTensor> inputs) {
    List<Integer> counts = inputs.values().stream()
        .map(array -> array.shape().rank() == 0 ? 0 : array.shape().extent(0)).distinct().toList();
    if (counts.size() != 1 || counts.getFirst() == 0) {
      throw new UserException(ExitCode.DATA, input + ": its arrays have " + counts + " rows; each needs as many");
    }
    return counts.getFirst();
  }

  private static TensorType batch(HostTensor array, int rows) {
    return new TensorType(array.type().dtype(), array.shape().with(0, rows));
  }

  private void write(Writer writer, int rows, Map<Integer, CompiledStep> steps, Map<String, HostTensor> inputs,
      List<String> outputs, List<String> classes) throws IOException {
    CsvWriter csv = CsvWriter.builder().build(writer);
    for (int from = 0; from < rows; from += ROWS_AT_ONCE) {
      int count = Math.min(ROWS_AT_ONCE, rows - from);
      CompiledStep step = steps.get(count);
      Map<String, Object> values = new HashMap<>();
      for (var each : inputs.entrySet()) {
        long bytes = each.getValue().type().byteSize() / rows;
        values.put(each.getKey(), each.getValue().bytes().asSlice(from * bytes, count * bytes));
      }
      step.run(values);
      List<float[][]> results = new ArrayList<>();
      for (String output : outputs) {
        results.add(rowsOf(step.tensor(output), output, count));
      }
      if (from == 0) {
        csv.writeRecord(head(outputs, results, classes));
      }
      for (int row = 0; row < count; row++) {
        List<String> cells = new ArrayList<>();
        for (float[][] result : results) {
          for (float value : result[row]) {
            cells.add(Float.toString(value));
          }
        }
        csv.writeRecord(cells);
      }
    }
    csv.flush();
  }

  private float[][] rowsOf(HostTensor result, String output, int count) {
    if (result.shape().rank() == 0 || result.shape().extent(0) != count) {
      throw new UserException(ExitCode.DATA, model + ": output " + output + " has shape " + result.shape() + " for "
          + count + " rows; the first axis must be that of the rows");
    }
    return new HostTensor(new TensorType(result.type().dtype(),
        Shape.of(count, result.shape().count(1, result.shape().rank()))), result.bytes()).rows();
  }

  /** A name a number: of classes where these are known, else counted. */
  private static List<String> head(List<String> outputs, List<float[][]> results, List<String> classes) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < outputs.size(); i++) {
      int width = results.get(i)[0].length;
      for (int k = 0; k < width; k++) {
        String which = width == classes.size() ? classes.get(k) : Integer.toString(k);
        names.add(width == 1 ? outputs.get(i) : outputs.get(i) + "[" + which + "]");
      }
    }
    return names;
  }

  /** As {@code export} tells them; none where nothing does. */
  private static List<String> classes(OnnxModel model) {
    try {
      return JsonParser.parseString(model.metadata().getOrDefault("classes", "[]")) instanceof JsonArray names
          ? names.asList().stream().map(name -> name.isJsonPrimitive() ? name.getAsString() : name.toString()).toList()
          : List.of();
    } catch (JsonParseException other) {
      return List.of();
    }
  }
}
