package dev.sinabro.compile;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A program as text: regions, then a line a step, then the results. */
final class ProgramText {
  private ProgramText() {}

  static String of(Program program) {
    StringBuilder text = new StringBuilder();
    for (Region region : Region.values()) {
      text.append("%-10s %,d bytes\n".formatted(region.name().toLowerCase(Locale.ROOT), program.byteSize(region)));
    }
    text.append("memory     ").append(program.memory()).append('\n');
    program.inputs()
        .forEach((name, slot) -> text.append("input      ").append(name).append(" = ").append(slot).append('\n'));
    program.constants()
        .forEach(constant -> text.append("constant   ")
            .append(constant.slot())
            .append(" = ")
            .append(constant.literal())
            .append('\n'));
    List<Step> steps = program.steps();
    for (int index = 0; index < steps.size(); index++) {
      text.append("%4d  %s\n".formatted(index, line(steps.get(index))));
    }
    program.outputs()
        .forEach((name, slot) -> text.append("output     ").append(name).append(" = ").append(slot).append('\n'));
    return text.toString();
  }

  /** A step on one line: results, operation, operands, origin. */
  static String line(Step step) {
    String origin = step.origin().toString();
    return views(step.outputs()) + " = " + label(step) + " of " + views(step.inputs())
        + (origin.isEmpty() ? "" : "   # " + origin);
  }

  private static String views(List<View> views) {
    return views.isEmpty() ? "nothing" : views.stream().map(View::toString).collect(Collectors.joining(", "));
  }

  static String label(Step step) {
    return switch (step) {
      case Step.Single single -> single.op().label();
      case Step.WindowProduct product -> product.op().label() + " with " + (product.left() ? "a" : "b") + " = "
          + product.windows().label();
      case Step.FoldProduct product -> product.fold().label() + " of " + product.op().label();
      case Step.WithEpilogue both -> label(both.product()) + " then "
          + instructions(both.epilogue().instructions().stream(), "{");
      case Step.Copy _ -> "copy";
      case Step.Fused fused -> instructions(fused.instructions().stream(), "fused {");
      case Step.Reducing reducing -> reducing.stages()
          .stream()
          .map(stage -> instructions(stage.instructions().stream(), "{") + reductions(stage))
          .collect(Collectors.joining(" ", reducing.ofRows() ? "rows " : "columns ", ""));
    };
  }

  private static String instructions(Stream<Instruction> instructions, String begin) {
    return instructions.map(instruction -> instruction.op().label() + registers(instruction))
        .collect(Collectors.joining("; ", begin, "}"));
  }

  private static String reductions(Step.Reducing.Stage stage) {
    return stage.reductions()
        .stream()
        .map(next -> " " + next.fn().name().toLowerCase(Locale.ROOT) + " r" + next.register())
        .collect(Collectors.joining());
  }

  private static String registers(Instruction instruction) {
    return instruction.operands().stream().map(register -> "r" + register).collect(Collectors.joining(" ", " ", ""));
  }
}
