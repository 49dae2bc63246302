package dev.sinabro.cuda.kernel;

import dev.sinabro.compile.Step;
import dev.sinabro.compile.View;
import java.util.function.ToLongFunction;

/** Groups that reduce rows: jobs for rows.cu. */
final class RowGroup {
  private static final int HEADER_BYTES = 8;
  private static final int WARP_ROW = 1024;
  private static final int WARPS = 8;
  /** Elements times instructions that one block does in about the time of a launch. */
  private static final long SMALL = 1 << 16;

  private RowGroup() {}

  static Work.Job job(Step.Reducing step, ToLongFunction<View> address) {
    StagedCode code = StagedCode.required(step);
    byte[] group = code.struct(address);
    byte[] struct =
        new StructWriter(HEADER_BYTES + group.length).whole(step.rows(), step.columns()).struct(group).done();
    boolean byWarp = step.columns() <= WARP_ROW;
    int blocks = Grid.blocks(step.rows(), byWarp ? WARPS : 1);
    boolean small = byWarp && blocks <= Grid.FEW && (long) step.shape().count() * code.length() <= SMALL;
    return new Work.Job(JobKind.ROWS, struct, blocks, small,
        step.inputs().stream().map(view -> Bytes.of(view, address)).toList(),
        step.outputs().stream().map(view -> Bytes.of(view, address)).toList());
  }
}
