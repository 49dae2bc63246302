package dev.sinabro.onnx;

import dev.sinabro.io.FormatException;
import dev.sinabro.onnx.OnnxGraph.Axis;
import dev.sinabro.onnx.OnnxGraph.Value;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Models of messages; the numbers of fields are those of {@code onnx.proto}. */
final class OnnxReader {
  /** Graphs within graphs, at most: no model has more, and each takes a part of the stack. */
  private static final int MOST_DEPTH = 32;
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfDouble DOUBLE =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private int depth;

  private OnnxReader() {}

  static OnnxModel read(MemorySegment file) throws FormatException {
    return new OnnxReader().model(new ProtobufFields(file));
  }

  private OnnxModel model(ProtobufFields fields) throws FormatException {
    OnnxGraph graph = null;
    int opset = 0;
    Map<String, String> metadata = new LinkedHashMap<>();
    while (fields.next()) {
      switch (fields.field()) {
        case 7 -> graph = graph(fields.message());
        case 8 -> opset = Math.max(opset, opset(fields.message()));
        case 14 -> entry(fields.message(), metadata);
        default -> {
          // nothing that changes what is computed
        }
      }
    }
    if (graph == null) {
      throw new FormatException("it has no graph; it is no ONNX model");
    }
    return new OnnxModel(opset, graph, metadata);
  }

  private static int opset(ProtobufFields fields) throws FormatException {
    String domain = "";
    long version = 0;
    while (fields.next()) {
      switch (fields.field()) {
        case 1 -> domain = fields.text();
        case 2 -> version = fields.integer();
        default -> {
          // none is known
        }
      }
    }
    return domain.isEmpty() || domain.equals("ai.onnx") ? (int) version : 0;
  }

  private static void entry(ProtobufFields fields, Map<String, String> entries) throws FormatException {
    String key = "";
    String value = "";
    while (fields.next()) {
      switch (fields.field()) {
        case 1 -> key = fields.text();
        case 2 -> value = fields.text();
        default -> {
          // none is known
        }
      }
    }
    entries.put(key, value);
  }

  private OnnxGraph graph(ProtobufFields fields) throws FormatException {
    if (++depth > MOST_DEPTH) {
      throw new FormatException("graphs lie more than " + MOST_DEPTH + " deep in one another");
    }
    String name = "";
    List<OnnxNode> nodes = new ArrayList<>();
    Map<String, OnnxTensor> initializers = new LinkedHashMap<>();
    List<Value> inputs = new ArrayList<>();
    List<Value> outputs = new ArrayList<>();
    while (fields.next()) {
      switch (fields.field()) {
        case 1 -> nodes.add(node(fields.message()));
        case 2 -> name = fields.text();
        case 5 -> {
          Named tensor = tensor(fields.message());
          initializers.put(tensor.name(), tensor.value());
        }
        case 11 -> inputs.add(value(fields.message()));
        case 12 -> outputs.add(value(fields.message()));
        case 15 -> throw new FormatException("it has sparse initializers, which are not supported");
        default -> {
          // nothing that changes what is computed
        }
      }
    }
    depth--;
    inputs.removeIf(input -> initializers.containsKey(input.name()));
    return new OnnxGraph(name, nodes, initializers, inputs, outputs);
  }

  private OnnxNode node(ProtobufFields fields) throws FormatException {
    List<String> inputs = new ArrayList<>();
    List<String> outputs = new ArrayList<>();
    Map<String, Attribute> attributes = new HashMap<>();
    String name = "";
    String op = "";
    String domain = "";
    while (fields.next()) {
      switch (fields.field()) {
        case 1 -> inputs.add(fields.text());
        case 2 -> outputs.add(fields.text());
        case 3 -> name = fields.text();
        case 4 -> op = fields.text();
        case 5 -> attribute(fields.message(), attributes);
        case 7 -> domain = fields.text();
        default -> {
          // nothing that changes what is computed
        }
      }
    }
    return new OnnxNode(name, domain.equals("ai.onnx") ? "" : domain, op, inputs, outputs, attributes);
  }

  private void attribute(ProtobufFields fields, Map<String, Attribute> attributes) throws FormatException {
    String name = "";
    Attribute one = null;
    List<Long> wholes = new ArrayList<>();
    List<Float> reals = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    long type = 0;
    while (fields.next()) {
      switch (fields.field()) {
        case 1 -> name = fields.text();
        case 2 -> one = new Attribute.Real(fields.float32());
        case 3 -> one = new Attribute.Whole(fields.integer());
        case 4 -> one = new Attribute.Text(fields.text());
        case 5 -> one = new Attribute.Values(tensor(fields.message()).value());
        case 6 -> one = new Attribute.Body(graph(fields.message()));
        case 7 -> reals(fields, reals);
        case 8 -> wholes(fields, wholes);
        case 9 -> texts.add(fields.text());
        case 20 -> type = fields.integer();
        default -> {
          // tensors, graphs and types: no operator that is known has them
        }
      }
    }
    Attribute value = type == 7
        ? new Attribute.Wholes(wholes)
        : type == 6 ? new Attribute.Reals(reals) : type == 8 ? new Attribute.Texts(texts) : orZero(one, type);
    if (value != null) {
      attributes.put(name, value);
    }
  }

  /** A value that is zero, or empty, may be left out. */
  private static @Nullable Attribute orZero(@Nullable Attribute one, long type) {
    if (one != null) {
      return one;
    }
    return type == 1
        ? new Attribute.Real(0)
        : type == 2 ? new Attribute.Whole(0) : type == 3 ? new Attribute.Text("") : null;
  }

  private static void wholes(ProtobufFields fields, List<Long> wholes) throws FormatException {
    if (!fields.isPacked()) {
      wholes.add(fields.integer());
      return;
    }
    ProtobufFields packed = fields.message();
    while (packed.hasMore()) {
      wholes.add(packed.varint());
    }
  }

  private static void reals(ProtobufFields fields, List<Float> reals) throws FormatException {
    if (!fields.isPacked()) {
      reals.add(fields.float32());
      return;
    }
    MemorySegment packed = fields.bytes();
    for (long i = 0; i < packed.byteSize() / Float.BYTES; i++) {
      reals.add(packed.getAtIndex(FLOAT, i));
    }
  }

  private record Named(String name, OnnxTensor value) {}

  private static Named tensor(ProtobufFields fields) throws FormatException {
    List<Long> extents = new ArrayList<>();
    List<Float> floats = new ArrayList<>();
    List<Long> wholes = new ArrayList<>();
    long code = 0;
    String name = "";
    MemorySegment raw = null;
    while (fields.next()) {
      switch (fields.field()) {
        case 1 -> wholes(fields, extents);
        case 2 -> code = fields.integer();
        case 4 -> reals(fields, floats);
        case 5, 7 -> wholes(fields, wholes);
        case 8 -> name = fields.text();
        case 9, 10 -> raw = fields.bytes();
        case 13 -> throw new FormatException("the values of " + name + " lie in another file, which is not supported;"
            + " save the model as one file");
        default -> {
          // nothing that changes the values
        }
      }
    }
    String told = name;
    long wanted = code;
    ElementType type = ElementType.ofCode(code).orElseThrow(() -> new FormatException(
        "tensor " + told + " has element type " + wanted + "; read are FLOAT, DOUBLE, FLOAT16, INT8, UINT8, INT32,"
            + " INT64 and BOOL"));
    long count = 1;
    for (long extent : extents) {
      if (extent < 0 || extent > Integer.MAX_VALUE || count * extent > Integer.MAX_VALUE) {
        throw new FormatException("tensor " + name + " has extents " + extents);
      }
      count *= extent;
    }
    MemorySegment bytes = raw != null ? raw : listed(type, floats, wholes);
    if (bytes.byteSize() != count * type.byteSize()) {
      throw new FormatException(
          "tensor " + name + " has extents " + extents + ", but " + bytes.byteSize() + " bytes of "
              + type);
    }
    return new Named(name, new OnnxTensor(type, extents, bytes));
  }

  /** Values that are written one by one: small integers, and halves as their bits, as numbers of 32 bits. */
  private static MemorySegment listed(ElementType type, List<Float> floats, List<Long> wholes) {
    int count = Math.max(floats.size(), wholes.size());
    MemorySegment bytes = MemorySegment.ofArray(new byte[Math.multiplyExact(count, type.byteSize())]);
    for (int i = 0; i < count; i++) {
      switch (type) {
        case FLOAT -> bytes.setAtIndex(FLOAT, i, i < floats.size() ? floats.get(i) : 0);
        case DOUBLE -> bytes.setAtIndex(DOUBLE, i, i < floats.size() ? floats.get(i) : 0);
        case INT64 -> bytes.setAtIndex(LONG, i, i < wholes.size() ? wholes.get(i) : 0);
        case INT32 -> bytes.setAtIndex(ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), i,
            i < wholes.size() ? wholes.get(i).intValue() : 0);
        case FLOAT16 -> bytes.setAtIndex(ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), i,
            i < wholes.size() ? wholes.get(i).shortValue() : 0);
        case UINT8, INT8, BOOL ->
          bytes.set(ValueLayout.JAVA_BYTE, i, i < wholes.size() ? wholes.get(i).byteValue() : 0);
      }
    }
    return bytes;
  }

  private static Value value(ProtobufFields fields) throws FormatException {
    String name = "";
    ElementType type = ElementType.FLOAT;
    List<Axis> axes = new ArrayList<>();
    while (fields.next()) {
      switch (fields.field()) {
        case 1 -> name = fields.text();
        case 2 -> {
          ProtobufFields kinds = fields.message();
          while (kinds.next()) {
            if (kinds.field() == 1) {
              type = tensorType(kinds.message(), axes);
            }
          }
        }
        default -> {
          // nothing that changes what is computed
        }
      }
    }
    return new Value(name, type, axes);
  }

  private static ElementType tensorType(ProtobufFields fields, List<Axis> axes) throws FormatException {
    long code = 1;
    while (fields.next()) {
      switch (fields.field()) {
        case 1 -> code = fields.integer();
        case 2 -> {
          ProtobufFields shape = fields.message();
          while (shape.next()) {
            axes.add(axis(shape.message()));
          }
        }
        default -> {
          // none is known
        }
      }
    }
    long wanted = code;
    return ElementType.ofCode(code)
        .orElseThrow(
            () -> new FormatException("an input or output has element type " + wanted + ", which is not supported"));
  }

  private static Axis axis(ProtobufFields fields) throws FormatException {
    Axis axis = Axis.open("");
    while (fields.next()) {
      switch (fields.field()) {
        case 1 -> axis = Axis.of(fields.integer());
        case 2 -> axis = Axis.open(fields.text());
        default -> {
          // what it stands for
        }
      }
    }
    return axis;
  }
}
