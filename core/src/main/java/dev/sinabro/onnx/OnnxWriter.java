package dev.sinabro.onnx;

import dev.sinabro.io.Protobuf;
import java.util.TreeMap;

/** Models as messages; the numbers of fields are those of {@code onnx.proto}. */
final class OnnxWriter {
  /** Of the format of files, and what has it. */
  private static final int IR_VERSION = 8;
  private static final String PRODUCER = "sinabro";

  private OnnxWriter() {}

  static Protobuf message(OnnxModel model) {
    Protobuf message = new Protobuf().integer(1, IR_VERSION).text(2, PRODUCER).message(7, graph(model.graph()))
        .message(8, new Protobuf().text(1, "").integer(2, model.opset()));
    model.metadata().forEach((key, value) -> message.message(14, new Protobuf().text(1, key).text(2, value)));
    return message;
  }

  private static Protobuf graph(OnnxGraph graph) {
    Protobuf message = new Protobuf();
    graph.nodes().forEach(node -> message.message(1, node(node)));
    message.text(2, graph.name());
    graph.initializers().forEach((name, tensor) -> message.message(5, tensor(name, tensor)));
    graph.inputs().forEach(value -> message.message(11, value(value)));
    graph.outputs().forEach(value -> message.message(12, value(value)));
    return message;
  }

  private static Protobuf node(OnnxNode node) {
    Protobuf message = new Protobuf();
    node.inputs().forEach(input -> message.text(1, input));
    node.outputs().forEach(output -> message.text(2, output));
    message.text(3, node.name()).text(4, node.op());
    new TreeMap<>(node.attributes()).forEach((name, value) -> message.message(5, attribute(name, value)));
    if (!node.domain().isEmpty()) {
      message.text(7, node.domain());
    }
    return message;
  }

  private static Protobuf attribute(String name, Attribute attribute) {
    Protobuf message = new Protobuf().text(1, name);
    int type = switch (attribute) {
      case Attribute.Real real -> {
        message.float32(2, real.value());
        yield 1;
      }
      case Attribute.Whole whole -> {
        message.integer(3, whole.value());
        yield 2;
      }
      case Attribute.Text text -> {
        message.text(4, text.value());
        yield 3;
      }
      case Attribute.Values values -> {
        message.message(5, tensor("", values.value()));
        yield 4;
      }
      case Attribute.Body body -> {
        message.message(6, graph(body.value()));
        yield 5;
      }
      case Attribute.Reals reals -> {
        reals.values().forEach(value -> message.float32(7, value));
        yield 6;
      }
      case Attribute.Wholes wholes -> {
        wholes.values().forEach(value -> message.integer(8, value));
        yield 7;
      }
      case Attribute.Texts texts -> {
        texts.values().forEach(value -> message.text(9, value));
        yield 8;
      }
    };
    return message.integer(20, type);
  }

  private static Protobuf tensor(String name, OnnxTensor tensor) {
    Protobuf message = new Protobuf();
    tensor.extents().forEach(extent -> message.integer(1, extent));
    return message.integer(2, tensor.type().code()).text(8, name).bytes(9, tensor.bytes());
  }

  private static Protobuf value(OnnxGraph.Value value) {
    Protobuf shape = new Protobuf();
    for (OnnxGraph.Axis axis : value.axes()) {
      Protobuf extent = new Protobuf();
      if (axis.extent() >= 0) {
        extent.integer(1, axis.extent());
      } else if (!axis.symbol().isEmpty()) {
        extent.text(2, axis.symbol());
      }
      shape.message(1, extent);
    }
    Protobuf tensor = new Protobuf().integer(1, value.type().code()).message(2, shape);
    return new Protobuf().text(1, value.name()).message(2, new Protobuf().message(1, tensor));
  }
}
