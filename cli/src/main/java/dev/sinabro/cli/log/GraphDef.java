package dev.sinabro.cli.log;

import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Node;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import dev.sinabro.io.Protobuf;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A graph as TensorBoard draws it: a message {@code GraphDef}, whose nodes are named {@code layer/operation}, so that each
 * layer is a box that opens. Constants are left out: where layers share one, it would seem that they are connected.
 *
 * @see <a href="https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/framework/graph.proto">the message</a>
 */
final class GraphDef {
  private static final int NODE = 1;
  private static final int NAME = 1;
  private static final int OPERATION = 2;
  private static final int INPUT = 3;
  private static final int ATTRIBUTE = 5;
  private static final int KEY = 1;
  private static final int VALUE = 2;
  private static final int LIST = 1;
  private static final int SHAPE = 7;
  private static final int DIMENSION = 2;
  private static final int SIZE = 1;

  private GraphDef() {}

  static Protobuf of(Graph graph) {
    Map<Node, String> names = new HashMap<>();
    Protobuf message = new Protobuf();
    for (Node node : graph.nodes()) {
      if (node.op() instanceof Op.Constant) {
        continue;
      }
      names.put(node, name(node));
      Protobuf definition = new Protobuf().text(NAME, name(node)).text(OPERATION, operation(node));
      for (Tensor operand : node.operands()) {
        String input = names.get(operand.node());
        if (input != null) {
          definition.text(INPUT, operand.index() == 0 ? input : input + ":" + operand.index());
        }
      }
      message.message(NODE, definition.message(ATTRIBUTE, shapes(node)));
    }
    return message;
  }

  /** Such as {@code 2 (residual)/0 (conv2d 32 3x3)/matmul_17}: a layer within another one stands behind a slash. */
  private static String name(Node node) {
    String scope = Arrays.stream(node.scope().split("(?<=\\))\\.")).map(GraphDef::word)
        .collect(Collectors.joining("/"));
    String own = switch (node.op()) {
      case Op.Input input -> word(input.name());
      case Op.Read read -> word(read.variable().name());
      default -> operation(node) + "_" + node.id();
    };
    return (scope.isEmpty() ? "" : scope + "/") + own;
  }

  /** A part of a name. */
  private static String word(String name) {
    return name.replace('/', '_');
  }

  /** The kind of operation alone, without what it is told. */
  private static String operation(Node node) {
    return node.op().label().replaceAll("[(\\[].*", "");
  }

  /** The attribute that says what is on the arrows. */
  private static Protobuf shapes(Node node) {
    Protobuf list = new Protobuf();
    for (TensorType type : node.types()) {
      list.message(SHAPE, shape(type.shape()));
    }
    return new Protobuf().text(KEY, "_output_shapes").message(VALUE, new Protobuf().message(LIST, list));
  }

  private static Protobuf shape(Shape shape) {
    Protobuf message = new Protobuf();
    for (int axis = 0; axis < shape.rank(); axis++) {
      message.message(DIMENSION, new Protobuf().integer(SIZE, shape.extent(axis)));
    }
    return message;
  }
}
