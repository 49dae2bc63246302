package dev.sinabro.cpu.kernel;

import dev.sinabro.compile.Step;
import dev.sinabro.compile.View;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * The group behind a product, in a sweep over one tile of it by the thread that just computed that tile.
 *
 * <p>A product that is not stored has only the tile, at the end of a worker's scratch: no memory is written or read for it.
 */
final class Epilogue {
  /** Fewer columns of a tile that has not the whole rows make blocks too short: then a sweep behind the product is as fast. */
  private static final int FEWEST_COLUMNS = 128;

  /** Bytes of a tile that is not stored. */
  private static final long LARGEST_TILE = Machine.SCRATCH / 2;

  /** A tile begins at a multiple of so many bytes. */
  private static final int LINE = 64;

  private final Machine machine;
  private final Sweep sweep;
  private final Cut cut;
  private final int tile;

  /**
   * How a batch of products [height, width] is cut into tiles, of which those at the end may be smaller.
   *
   * @param rows of a tile
   * @param columns of a tile
   */
  record Cut(int height, int width, int rows, int columns) {
    private long bytes() {
      return 4L * rows * columns;
    }
  }

  Epilogue(Machine machine, Step.WithEpilogue step, ToLongFunction<View> address, Cut cut) {
    this.machine = machine;
    this.cut = cut;
    Step.Fused group = step.epilogue();
    List<Operand> operands = new ArrayList<>();
    operands.add(step.stored()
        ? new Operand.InPlace(address.applyAsLong(step.outputs().getFirst()))
        : new Operand.Tile(cut));
    group.inputs()
        .stream()
        .skip(1)
        .forEach(view -> operands.add(Operand.of(machine.math(), address.applyAsLong(view), view, group.shape())));
    tile = step.stored() ? 0 : (int) (Machine.SCRATCH - cut.bytes()) & -LINE;
    sweep = new Sweep(machine, group, SweepPlan.ofTiles(step, address, cut.width), operands, tile);
  }

  /**
   * Whether it pays, and fits into the scratch of a worker.
   *
   * @param used bytes at the start of the scratch that the product needs while it computes a tile
   */
  static boolean fits(Step.WithEpilogue step, Cut cut, long used) {
    boolean stored = step.stored();
    long tile = stored ? 0 : cut.bytes();
    return (cut.columns == cut.width || cut.columns >= FEWEST_COLUMNS) && tile <= LARGEST_TILE
        && (!stored || step.outputs().getFirst().isContiguous())
        && Math.max(used, Sweep.scratchBytes(step.epilogue())) + tile + LINE <= Machine.SCRATCH;
  }

  /** Where a worker computes a tile of a product that is not stored: rows of so many elements as a whole tile has columns. */
  long tile(int worker) {
    return machine.scratch(worker) + tile;
  }

  /** The group on a tile that is computed. */
  void run(int worker, int matrix, int row, int rows, int column, int columns) {
    int first = (matrix * cut.height + row) * cut.width + column;
    sweep.begin(worker);
    if (columns == cut.width) {
      sweep.elements(worker, first, first + rows * columns);
    } else {
      for (int next = 0; next < rows; next++) {
        sweep.elements(worker, first + next * cut.width, first + next * cut.width + columns);
      }
    }
  }
}
