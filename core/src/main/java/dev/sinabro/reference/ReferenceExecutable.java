package dev.sinabro.reference;

import dev.sinabro.backend.Buffer;
import dev.sinabro.backend.Executable;
import dev.sinabro.backend.Profile;
import dev.sinabro.compile.Instruction;
import dev.sinabro.compile.Program;
import dev.sinabro.compile.Region;
import dev.sinabro.compile.Step;
import dev.sinabro.compile.View;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.Shape;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Runs the steps one after the other: reads the operands as doubles, computes, writes the results. */
final class ReferenceExecutable implements Executable {
  private final Program program;
  private final ReferenceBuffer constants;
  private final Map<Region, ReferenceBuffer> bound = new EnumMap<>(Region.class);

  ReferenceExecutable(Program program) {
    this.program = program;
    constants = new ReferenceBuffer(program.byteSize(Region.CONSTANTS));
    program.constants().forEach(constant -> constants.write(View.of(constant.slot()), constant.literal().values()));
    bound.put(Region.CONSTANTS, constants);
  }

  @Override
  public void bind(Region region, Buffer buffer) {
    if (region == Region.CONSTANTS || !(buffer instanceof ReferenceBuffer own)
        || own.byteSize() < program.byteSize(region)) {
      throw new IllegalArgumentException("region " + region + " needs a buffer of this backend of at least "
          + program.byteSize(region) + " bytes, and constants are never bound");
    }
    bound.put(region, own);
  }

  @Override
  public void run() {
    program.steps().forEach(this::execute);
  }

  @Override
  public void synchronize() {
    // a run is done when it returns
  }

  @Override
  public Profile profile() {
    List<Long> nanoseconds = new ArrayList<>();
    for (Step step : program.steps()) {
      long start = System.nanoTime();
      execute(step);
      nanoseconds.add(System.nanoTime() - start);
    }
    return new Profile(nanoseconds);
  }

  @Override
  public void close() {
    constants.close();
  }

  private void execute(Step step) {
    List<double[]> results = results(step, step.inputs().stream().map(this::read).toList());
    for (int index = 0; index < results.size(); index++) {
      View view = step.outputs().get(index);
      buffer(view.region()).write(view, results.get(index));
    }
  }

  private static List<double[]> results(Step step, List<double[]> operands) {
    return switch (step) {
      case Step.Copy _ -> operands;
      case Step.Fused fused -> sweep(fused, operands);
      case Step.WindowProduct product -> List.of(product(product, operands));
      case Step.FoldProduct product -> List.of(product(product, operands));
      case Step.Reducing reducing -> ReducingGroup.compute(reducing, operands);
      case Step.Single single -> switch (single.op()) {
        case Op.Elementwise op -> sweep(Step.Fused.of(op, single), operands);
        case Op.Kernel op -> Operations.compute(op, single, operands);
      };
      case Step.WithEpilogue both -> withEpilogue(both, operands);
    };
  }

  private static List<double[]> withEpilogue(Step.WithEpilogue step, List<double[]> operands) {
    int factors = step.product().inputs().size();
    List<double[]> product = results(step.product(), operands.subList(0, factors));
    List<double[]> read = new ArrayList<>(product);
    read.addAll(operands.subList(factors, operands.size()));
    List<double[]> results = new ArrayList<>(step.stored() ? product : List.of());
    results.addAll(sweep(step.epilogue(), read));
    return results;
  }

  private static double[] product(Step.WindowProduct step, List<double[]> operands) {
    Op.Windows op = step.windows();
    double[] columns = WindowPlaces.of(op.axis(), op.windows(), step.image().shape())
        .taken(operands.get(step.left() ? 0 : 1), op.value());
    Shape out = step.outputs().getFirst().shape();
    return step.left()
        ? Operations.matMul(step.op(), columns, step.matrices(), operands.get(1), out)
        : Operations.matMul(step.op(), operands.get(0), step.other().shape(), columns, out);
  }

  private static double[] product(Step.FoldProduct step, List<double[]> operands) {
    Op.Fold op = step.fold();
    double[] columns = Operations.matMul(step.op(), operands.get(0), step.inputs().get(0).shape(), operands.get(1),
        step.matrices());
    return WindowPlaces.of(op.axis(), op.windows(), step.image().shape()).summed(columns);
  }

  private static List<double[]> sweep(Step.Fused group, List<double[]> operands) {
    List<double[]> registers = new ArrayList<>();
    for (int index = 0; index < operands.size(); index++) {
      Shape shape = group.inputs().get(index).shape();
      registers.add(Operations.repeated(operands.get(index), shape, group.shape()));
    }
    for (Instruction instruction : group.instructions()) {
      List<double[]> arguments = instruction.operands().stream().map(registers::get).toList();
      registers.add(Elementwise.compute(instruction.op(), instruction.dtype(), arguments));
    }
    return group.results().stream().map(registers::get).toList();
  }

  private double[] read(View view) {
    return buffer(view.region()).read(view);
  }

  private ReferenceBuffer buffer(Region region) {
    ReferenceBuffer buffer = bound.get(region);
    if (buffer == null) {
      throw new IllegalStateException("region " + region + " has no memory; bind a buffer before the first run");
    }
    return buffer;
  }
}
