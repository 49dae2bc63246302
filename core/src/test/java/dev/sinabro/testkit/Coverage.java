package dev.sinabro.testkit;

import dev.sinabro.compile.Instruction;
import dev.sinabro.compile.Step;
import dev.sinabro.graph.BinaryFn;
import dev.sinabro.graph.Node;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.ReduceFn;
import dev.sinabro.graph.UnaryFn;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Which operations and functions the steps of the cases contain, by name. */
public final class Coverage {
  private Coverage() {}

  /** Each operation that can stand in a graph, those of a family by function. */
  static Set<String> all() {
    Set<String> names = new TreeSet<>();
    for (Class<?> type : kinds(Op.class).toList()) {
      if (type == Op.Unary.class) {
        names(names, UnaryFn.values());
      } else if (type == Op.Binary.class) {
        names(names, BinaryFn.values());
      } else if (type == Op.Reduce.class) {
        names(names, ReduceFn.values());
      } else {
        names.add(type.getSimpleName());
      }
    }
    return names;
  }

  /** The records of a sealed interface, however deep they stand. */
  public static Stream<Class<?>> kinds(Class<?> type) {
    return type.isSealed() ? Arrays.stream(type.getPermittedSubclasses()).flatMap(Coverage::kinds) : Stream.of(type);
  }

  private static void names(Set<String> names, Enum<?>[] functions) {
    Arrays.stream(functions).map(Coverage::name).forEach(names::add);
  }

  private static String name(Enum<?> function) {
    return function.getDeclaringClass().getSimpleName() + "." + function;
  }

  static String name(Op op) {
    return switch (op) {
      case Op.Unary unary -> name(unary.fn());
      case Op.Binary binary -> name(binary.fn());
      case Op.Reduce reduce -> name(reduce.fn());
      case Op _ ->
        op.getClass().getSimpleName();
    };
  }

  /** The operations of a step. */
  static Stream<String> of(Step step) {
    return switch (step) {
      case Step.Single single -> Stream.of(name(single.op()));
      case Step.Fused fused -> fused.instructions().stream().map(Instruction::op).map(Coverage::name);
      case Step.WindowProduct product -> Stream.of(name(product.op()), name(product.windows()));
      case Step.FoldProduct product -> Stream.of(name(product.op()), name(product.fold()));
      case Step.Reducing reducing -> reducing.stages()
          .stream()
          .flatMap(stage -> Stream.concat(stage.instructions().stream().map(Instruction::op).map(Coverage::name),
              stage.reductions().stream().map(Step.Reducing.Reduction::fn).map(Coverage::name)));
      case Step.WithEpilogue both -> Stream.concat(of(both.product()), of(both.epilogue()));
      case Step.Copy _ -> Stream.of();
    };
  }

  /** The operations that become no step. */
  static Stream<String> withoutStep(List<Node> nodes) {
    return nodes.stream().map(Node::op).filter(op -> switch (op) {
      case Op.Input _, Op.Constant _, Op.Read _, Op.View _, Op.Concat _, Op.Scan _, Op.Assign _ -> true;
      case Op.Computed _ ->
        false;
    }).map(Coverage::name);
  }
}
