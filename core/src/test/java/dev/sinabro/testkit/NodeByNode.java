package dev.sinabro.testkit;

import dev.sinabro.backend.Backend;
import dev.sinabro.backend.Buffer;
import dev.sinabro.backend.Executable;
import dev.sinabro.compile.Origin;
import dev.sinabro.compile.Program;
import dev.sinabro.compile.Region;
import dev.sinabro.compile.Slot;
import dev.sinabro.compile.Step;
import dev.sinabro.compile.View;
import dev.sinabro.graph.DType;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Node;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.ScanBody;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import dev.sinabro.graph.Variable;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a graph means: each node is executed on its own by the reference backend in float64. No pass, no fusion, no plan of
 * memory is involved, so that a mistake of the compiler shows as well as one of a backend.
 */
final class NodeByNode {
  private static final Origin NOWHERE = new Origin(0, "", "");

  private final Backend reference;
  private final Graph graph;
  private Map<Variable, double[]> state = new HashMap<>();

  /** The values of all tensors in one run, and of all variables after it. */
  record Values(Map<Tensor, double[]> tensors, Map<Variable, double[]> state) {
    double[] of(Tensor tensor) {
      return found(tensors.get(tensor), tensor);
    }

    double[] of(Variable variable) {
      return found(state.get(variable), variable);
    }
  }

  NodeByNode(Backend reference, Trial trial) {
    this.reference = reference;
    graph = trial.graph();
    trial.state().forEach((variable, literal) -> state.put(variable, literal.values()));
  }

  /** The next run. */
  Values next() {
    Values values = new Values(new HashMap<>(), new HashMap<>(state));
    graph.nodes().forEach(node -> execute(node, values));
    state = values.state();
    return values;
  }

  private void execute(Node node, Values values) {
    List<double[]> operands = node.operands().stream().map(values::of).toList();
    List<double[]> results = switch (node.op()) {
      case Op.Input input -> List.of(found(graph.inputValues().get(input.name()), node).values());
      case Op.Constant constant -> List.of(constant.literal().values());
      case Op.Read read -> List.of(found(state.get(read.variable()), node));
      case Op.View view -> List.of(Moved.viewed(view, node.operands().getFirst().shape(), operands.getFirst()));
      case Op.Concat concat -> List.of(Moved.concatenated(concat.axis(), node.operands(), operands));
      case Op.Scan scan -> scan(scan, operands);
      case Op.Assign assign -> {
        values.state().put(assign.variable(), operands.getFirst());
        yield List.of();
      }
      case Op.Computed op ->
        step(op, node, operands);
    };
    for (int index = 0; index < results.size(); index++) {
      values.tensors().put(node.result(index), results.get(index));
    }
  }

  private List<double[]> scan(Op.Scan scan, List<double[]> operands) {
    ScanBody body = scan.body();
    int elements = body.elements().size();
    int carriers = body.carried().size();
    List<double[]> carried = operands.subList(elements, elements + carriers);
    List<double[]> stacks = new ArrayList<>();
    body.stacked().forEach(tensor -> stacks.add(new double[scan.length() * tensor.shape().count()]));
    for (int count = 0; count < scan.length(); count++) {
      int index = scan.reversed() ? scan.length() - 1 - count : count;
      Values inside = new Values(new HashMap<>(), new HashMap<>());
      for (int i = 0; i < elements; i++) {
        int size = body.elements().get(i).shape().count();
        inside.tensors().put(body.elements().get(i),
            Arrays.copyOfRange(operands.get(i), index * size, (index + 1) * size));
      }
      put(inside, body.carried(), carried);
      put(inside, body.captured(), operands.subList(elements + carriers, operands.size()));
      body.graph().nodes().stream().filter(node -> !(node.op() instanceof Op.Input))
          .forEach(node -> execute(node, inside));
      carried = body.next().stream().map(inside::of).toList();
      for (int i = 0; i < stacks.size(); i++) {
        double[] value = inside.of(body.stacked().get(i));
        System.arraycopy(value, 0, stacks.get(i), index * value.length, value.length);
      }
    }
    return Stream.concat(carried.stream(), stacks.stream()).toList();
  }

  private static void put(Values values, List<Tensor> tensors, List<double[]> contents) {
    for (int i = 0; i < tensors.size(); i++) {
      values.tensors().put(tensors.get(i), contents.get(i));
    }
  }

  private List<double[]> step(Op.Computed op, Node node, List<double[]> operands) {
    List<Slot> inputs = slots(Region.INPUTS, node.operands().stream().map(Tensor::type).toList());
    List<Slot> outputs = slots(Region.ARENA, node.types());
    var sizes = Map.of(Region.INPUTS, end(inputs), Region.ARENA, end(outputs));
    Program program =
        new Program(DType.F64, List.of(new Step.Single(op, views(inputs), views(outputs), NOWHERE)), Map.of(), Map.of(),
            Map.of(), List.of(), sizes, new Program.MemoryReport(0, 0, 0, 0));
    try (Executable executable = reference.compile(program);
        Buffer in = reference.allocate(end(inputs));
        Buffer out = reference.allocate(end(outputs))) {
      executable.bind(Region.INPUTS, in);
      executable.bind(Region.ARENA, out);
      for (int index = 0; index < inputs.size(); index++) {
        Slot slot = inputs.get(index);
        in.upload(slot.offset(), MemorySegment.ofArray(Bytes.of(slot.type().dtype(), operands.get(index))));
      }
      executable.run();
      executable.synchronize();
      return outputs.stream().map(slot -> downloaded(out, slot)).toList();
    }
  }

  private static double[] downloaded(Buffer buffer, Slot slot) {
    byte[] bytes = new byte[Math.toIntExact(slot.byteSize())];
    buffer.download(slot.offset(), MemorySegment.ofArray(bytes));
    return Bytes.decoded(slot.type().dtype(), bytes);
  }

  private static List<Slot> slots(Region region, List<TensorType> types) {
    List<Slot> slots = new ArrayList<>();
    for (TensorType type : types) {
      DType dtype = type.dtype() == DType.F32 ? DType.F64 : type.dtype();
      slots.add(new Slot(region, end(slots), new TensorType(dtype, type.shape())));
    }
    return slots;
  }

  private static List<View> views(List<Slot> slots) {
    return slots.stream().map(View::of).toList();
  }

  private static long end(List<Slot> slots) {
    return slots.isEmpty() ? 0 : slots.getLast().end();
  }

  private static <T> T found(@Nullable T value, Object of) {
    if (value == null) {
      throw new AssertionError("there is no value of " + of);
    }
    return value;
  }
}
