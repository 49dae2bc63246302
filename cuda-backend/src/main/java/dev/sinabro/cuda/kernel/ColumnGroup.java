package dev.sinabro.cuda.kernel;

import dev.sinabro.compile.Step;
import dev.sinabro.compile.View;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/** Groups that reduce columns: jobs for columns.cu. */
final class ColumnGroup {
  private static final int HEADER_BYTES = 40;
  private static final int WIDTH = 32;
  /** Rows of columns that are done in one job, and of a part of longer ones at least. */
  private static final int LONE_ROWS = 256;
  private static final int LEAST_PART = 64;
  /** Blocks from which on a GPU is busy, so that more parts bring nothing. */
  private static final int BUSY = 1024;
  /** Elements times instructions that one block does in about the time of a launch. */
  private static final long SMALL = 1 << 16;

  private final Step.Reducing step;
  private final ToLongFunction<View> address;
  private final StagedCode code;
  private final Cut cut;
  private final byte[] group;
  private final Bytes partials;

  private ColumnGroup(Step.Reducing step, ToLongFunction<View> address, long scratch) {
    this.step = step;
    this.address = address;
    code = StagedCode.required(step);
    cut = Cut.of(step);
    group = code.struct(address);
    partials = Bytes.after(scratch, scratchBytes(step));
  }

  /** Rows are cut into parts of {@code part}, the last perhaps shorter; columns into strips of {@code width}, a power of 2. */
  private record Cut(int width, int strips, int parts, int part) {

    static Cut of(Step.Reducing step) {
      int width = Math.min(WIDTH, 2 * Integer.highestOneBit(Math.max(1, step.columns() - 1)));
      int strips = ceiling(step.columns(), width);
      if (step.rows() <= LONE_ROWS || strips >= BUSY) {
        return new Cut(width, strips, 1, step.rows());
      }
      int part = Math.max(LEAST_PART, ceiling(step.rows(), ceiling(BUSY, strips)));
      return new Cut(width, strips, ceiling(step.rows(), part), part);
    }

    private static int ceiling(int count, int each) {
      return (count + each - 1) / each;
    }
  }

  /** Bytes of scratch that a group needs for the results of its parts. */
  static long scratchBytes(Step.Reducing step) {
    Cut cut = Cut.of(step);
    long reductions = step.stages().stream().mapToLong(stage -> stage.reductions().size()).sum();
    return cut.parts == 1 ? 0 : Float.BYTES * reductions * cut.parts * step.columns();
  }

  /**
   * One job; or where rows are cut into parts, a job for each stage, and one for what is narrow.
   *
   * @param scratch where results of parts go
   */
  static List<Work> jobs(Step.Reducing step, ToLongFunction<View> address, long scratch) {
    return new ColumnGroup(step, address, scratch).jobs();
  }

  private List<Work> jobs() {
    int stages = step.stages().size();
    if (cut.parts == 1) {
      return List.of(job(0, stages, cut.strips));
    }
    List<Work> jobs = new ArrayList<>();
    for (int stage = 0; stage < stages; stage++) {
      if (code.hasCode(stage)) {
        jobs.add(job(stage, stage + 1, cut.strips * cut.parts));
      }
    }
    if (code.hasNarrowOutputs()) {
      jobs.add(job(stages, stages, cut.strips));
    }
    return jobs;
  }

  private Work.Job job(int firstStage, int endStage, int blocks) {
    byte[] struct = new StructWriter(HEADER_BYTES + group.length).wide(partials.from())
        .whole(step.rows(), step.columns(), cut.width, cut.parts, cut.part, firstStage, endStage, 0)
        .struct(group)
        .done();
    boolean small = cut.parts == 1 && blocks <= Grid.FEW && (long) step.shape().count() * code.length() <= SMALL;
    return new Work.Job(JobKind.COLUMNS, struct, blocks, small, touched(step.inputs()), touched(step.outputs()));
  }

  /** Results of parts are read and written by all of the jobs, which so stay in their order. */
  private List<Bytes> touched(List<View> views) {
    Stream<Bytes> operands = views.stream().map(view -> Bytes.of(view, address));
    return cut.parts == 1 ? operands.toList() : Stream.concat(operands, Stream.of(partials)).toList();
  }
}
