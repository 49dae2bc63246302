package dev.sinabro.testkit;

import dev.sinabro.graph.DType;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Literal;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.Variable;
import dev.sinabro.graph.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** Cases of products that a group of element-wise operations follows: whole numbers, so exact. */
final class EpilogueCases {
  private static final int MAGNITUDE = 4;

  /** m, k, n of all kinds. */
  private static final int[][] SIZES = {{1, 1, 1}, {3, 5, 7}, {31, 33, 17}, {64, 100, 10}, {64, 20, 1024}, {0, 3, 4},
      {3, 4, 0}, {3, 0, 4}};

  /**
   * m, k, n just before and behind where a backend's own kernel for small products ends, by the arithmetic and by the length
   * of sums; where the tiles of a product become too narrow for an epilogue; and of large products that are cut along their
   * columns, into rows that are a multiple of a vector and not, and along their rows.
   */
  private static final int[][] BEFORE_AND_BEHIND = {{66, 99, 20}, {66, 100, 20}, {3, 256, 5}, {3, 257, 5},
      {40, 90, 288}, {40, 120, 224}, {5, 4000, 272}, {5, 4000, 261}, {261, 4000, 5}};

  private static final Map<String, BiConsumer<Trial, Tensor>> EPILOGUES = new LinkedHashMap<>();
  static {
    EPILOGUES.put("bias and relu", (trial, z) -> exact(trial, z.add(row(trial, z)).relu()));
    EPILOGUES.put("a result beside the product", (trial, z) -> {
      exact(trial, z.add(row(trial, z)).maximum(trial.graph().constant(0.0)));
      exact(trial, z);
    });
    EPILOGUES.put("residual and scalar",
        (trial, z) -> exact(trial, z.mul(trial.input(Samples.whole(3, MAGNITUDE))).add(like(trial, z))));
    EPILOGUES.put("mask", (trial, z) -> {
      Tensor mask = trial.input(Samples.any(DType.BOOL, 5, z.shape().extents()));
      exact(trial, mask.select(z, trial.graph().constant(0.0)));
    });
    EPILOGUES.put("truth values", (trial, z) -> {
      exact(trial, z.less(like(trial, z)));
      exact(trial, z.neg());
    });
    EPILOGUES.put("the product twice", (trial, z) -> exact(trial, z.abs().sub(z.add(1))));
    EPILOGUES.put("columns", (trial, z) -> {
      int rank = z.shape().rank();
      exact(trial, z.add(trial.input(Samples.whole(6, MAGNITUDE, z.shape().with(rank - 1, 1).extents()))).abs());
    });
    EPILOGUES.put("an operand by columns", (trial, z) -> {
      int[] extents = z.shape().extents().clone();
      int last = extents.length - 1;
      extents[last] = z.shape().extent(last - 1);
      extents[last - 1] = z.shape().lastExtent();
      exact(trial, z.sub(trial.input(Samples.whole(7, MAGNITUDE, extents)).swapAxes(-1, -2)).relu());
    });
    EPILOGUES.put("parts of operands", (trial, z) -> {
      int[] extents = z.shape().extents().clone();
      extents[extents.length - 1] += 3;
      Tensor larger = trial.input(Samples.whole(8, MAGNITUDE, extents));
      exact(trial, z.add(larger.slice(-1, 2, extents[extents.length - 1] - 1)).neg());
    });
    EPILOGUES.put("a part of a concatenation",
        (trial, z) -> exact(trial,
            trial.graph().concat(z.shape().rank() - 1, List.of(z.relu(), like(trial, z).neg(), z.sub(1)))));
    EPILOGUES.put("a result by columns", (trial, z) -> {
      int[] flat = {z.shape().count()};
      exact(trial, z.relu().swapAxes(-1, -2).reshape(flat));
    });
  }

  private EpilogueCases() {}

  static List<Case> all() {
    List<Case> cases = new ArrayList<>();
    Op.MatMul plain = new Op.MatMul(false, false);
    for (int transposes = 0; transposes < 4; transposes++) {
      Op.MatMul op = new Op.MatMul((transposes & 1) != 0, (transposes & 2) != 0);
      for (int[] size : SIZES) {
        EPILOGUES.keySet().forEach(name -> cases.add(product(op, Shape.SCALAR, size, name)));
      }
      EPILOGUES.keySet().forEach(name -> cases.add(product(op, Shape.of(3, 2), new int[] {5, 7, 6}, name)));
      for (int[] size : BEFORE_AND_BEHIND) {
        cases.add(product(op, Shape.SCALAR, size, "bias and relu"));
        cases.add(product(op, Shape.SCALAR, size, "a result beside the product"));
      }
    }
    for (int[] size : BEFORE_AND_BEHIND) {
      EPILOGUES.keySet().forEach(name -> cases.add(product(plain, Shape.SCALAR, size, name)));
    }
    EPILOGUES.keySet().forEach(name -> cases.add(product(plain, Shape.of(40), new int[] {33, 9, 48}, name)));
    for (int[] size : new int[][] {{4, 8, 16, 6}, {1, 5, 4000, 272}}) {
      cases.add(ofRank3(size));
    }
    for (int[] size : new int[][] {{20, 30, 16}, {5, 4000, 272}}) {
      cases.add(update(size, false));
      cases.add(update(size, true));
      cases.add(twoProducts(size));
      cases.add(specialValues(size));
    }
    for (int channels : new int[] {1, 6, 16}) {
      EPILOGUES.keySet().forEach(name -> cases.add(convolution(channels, name)));
    }
    return cases;
  }

  private static Case product(Op.MatMul op, Shape batch, int[] size, String epilogue) {
    Shape a = batch.then(op.transposeA() ? Shape.of(size[1], size[0]) : Shape.of(size[0], size[1]));
    Shape b = batch.then(op.transposeB() ? Shape.of(size[2], size[1]) : Shape.of(size[1], size[2]));
    return new Case(op.label() + " " + a + b + " then " + epilogue, trial -> {
      Tensor z = trial.graph().add(op, trial.input(whole(1, a)), trial.input(whole(2, b)));
      epilogue(epilogue).accept(trial, z);
    });
  }

  private static BiConsumer<Trial, Tensor> epilogue(String name) {
    BiConsumer<Trial, Tensor> epilogue = EPILOGUES.get(name);
    if (epilogue == null) {
      throw new IllegalArgumentException(name);
    }
    return epilogue;
  }

  /** A dense layer on sequences: the product is of rows, what follows is not. */
  private static Case ofRank3(int[] size) {
    return new Case("a dense layer at rank 3 " + Arrays.toString(size), trial -> {
      Tensor x = trial.input(Samples.whole(1, MAGNITUDE, size[0], size[1], size[2]));
      Tensor w = trial.input(Samples.whole(2, MAGNITUDE, size[2], size[3]));
      Tensor z = x.reshape(size[0] * size[1], size[2]).matmul(w);
      Tensor y = z.reshape(size[0], size[1], size[3]).add(trial.input(Samples.whole(3, MAGNITUDE, size[3]))).relu();
      exact(trial, y);
      exact(trial, y.reshape(size[0] * size[1], size[3]).add(z));
    });
  }

  /** A gradient that an update follows, in the place of the variable; or one that is read once more afterwards. */
  private static Case update(int[] size, boolean readLater) {
    return new Case("an update " + Arrays.toString(size) + (readLater ? " of what is read later" : ""), trial -> {
      Graph g = trial.graph();
      Variable w = trial.variable(Samples.whole(1, MAGNITUDE, size[0], size[2]));
      Variable v = trial.variable(Samples.whole(2, MAGNITUDE, size[0], size[2]));
      Tensor gradient = trial.input(Samples.whole(3, MAGNITUDE, size[0], size[1]))
          .matmul(trial.input(Samples.whole(4, MAGNITUDE, size[1], size[2])));
      Tensor velocity = g.read(v).mul(0.5).add(gradient);
      g.assign(v, velocity);
      g.assign(w, g.read(w).sub(velocity.mul(0.25)));
      if (readLater) {
        Tensor x = trial.input(Samples.whole(5, MAGNITUDE, 7, size[2]));
        exact(trial, x.matmul(g.read(w), false, true).relu());
      }
    });
  }

  private static Case twoProducts(int[] size) {
    return new Case("a group of two products " + Arrays.toString(size), trial -> {
      Tensor x = trial.input(Samples.whole(1, MAGNITUDE, size[0], size[1]));
      Tensor a = x.matmul(trial.input(Samples.whole(2, MAGNITUDE, size[1], size[2])));
      Tensor b = x.matmul(trial.input(Samples.whole(3, MAGNITUDE, size[1], size[2])));
      Tensor y = a.add(b).relu();
      exact(trial, y);
      exact(trial, a.matmul(y, true, false).add(a.matmul(b, true, false)));
    });
  }

  private static Case specialValues(int[] size) {
    return new Case("an epilogue of NaN and infinity " + Arrays.toString(size), trial -> {
      double[] values = Samples.whole(1, MAGNITUDE, size[0], size[1]).values();
      values[values.length / 2] = Double.NaN;
      values[values.length - 1] = Double.POSITIVE_INFINITY;
      Tensor z = trial.input(new Literal(Samples.whole(1, MAGNITUDE, size[0], size[1]).type(), values))
          .matmul(trial.input(Samples.whole(2, MAGNITUDE, size[1], size[2])));
      exact(trial, z.add(row(trial, z)).relu());
    });
  }

  /** Forward with the windows on either side, and folded, as backward. */
  private static Case convolution(int channels, String name) {
    return new Case("windows of " + channels + " channels then " + name, trial -> {
      List<Window> windows = List.of(Window.of(3).padding(1, 1), Window.of(3).padding(1, 1));
      Tensor columns = trial.input(Samples.whole(1, MAGNITUDE, 3, 20, 21, channels)).windows(1, windows, 0);
      Tensor rows = columns.reshape(3 * 20 * 21, 9 * channels);
      Tensor filter = trial.input(Samples.whole(2, MAGNITUDE, 9 * channels, 5));
      epilogue(name).accept(trial, rows.matmul(filter));
      epilogue(name).accept(trial, filter.matmul(rows, true, true));
      Tensor back = trial.input(Samples.whole(9, MAGNITUDE, 3 * 20 * 21, 5)).matmul(filter, false, true);
      epilogue(name).accept(trial, back.reshape(columns.shape()).fold(1, windows, List.of(20, 21)));
    });
  }

  private static Literal whole(int seed, Shape shape) {
    return Samples.whole(seed, MAGNITUDE, shape.extents());
  }

  private static Tensor row(Trial trial, Tensor z) {
    return trial.input(Samples.whole(3, MAGNITUDE, z.shape().lastExtent()));
  }

  private static Tensor like(Trial trial, Tensor z) {
    return trial.input(whole(4, z.shape()));
  }

  private static void exact(Trial trial, Tensor result) {
    trial.expect(result, Tolerance.EXACT);
  }
}
