package dev.sinabro.testkit;

import dev.sinabro.graph.DType;
import dev.sinabro.graph.Literal;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Cases of the operations that move elements, look them up or make them from nothing: all exact. */
final class MovementCases {
  private static final List<DType> TYPES = List.of(DType.F32, DType.I32, DType.U8, DType.BOOL);

  private MovementCases() {}

  static List<Case> all() {
    List<Case> cases = new ArrayList<>();
    for (DType dtype : TYPES) {
      transpose(cases, dtype);
      stopGradient(cases, dtype);
      slice(cases, dtype);
      pad(cases, dtype);
      concat(cases, dtype);
      gather(cases, dtype);
    }
    scatterAdd(cases);
    iota(cases);
    random(cases);
    return cases;
  }

  private static void transpose(List<Case> cases, DType dtype) {
    int[][][] rows = {{{1, 1}, {1, 0}}, {{3, 7}, {1, 0}}, {{33, 9}, {1, 0}}, {{257, 31}, {1, 0}}, {{1000, 300}, {1, 0}},
        {{0, 4}, {1, 0}}, {{2, 3, 5}, {2, 0, 1}}, {{2, 3, 5}, {1, 2, 0}}, {{8, 33, 9}, {0, 2, 1}},
        {{4, 5, 16}, {1, 0, 2}},
        {{2, 3, 4, 5}, {3, 1, 2, 0}}, {{2, 1, 4, 5}, {0, 2, 1, 3}}, {{2, 2, 3, 2, 2}, {4, 2, 3, 0, 1}},
        {{2, 3, 2, 1, 2, 2, 3, 2, 2, 2, 2}, {10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0}},
        {{2, 2, 2, 2, 2, 2, 2, 2, 2}, {8, 7, 6, 5, 4, 3, 2, 1, 0}}};
    for (int[][] row : rows) {
      cases.add(new Case("TRANSPOSE " + dtype + " " + Arrays.deepToString(row),
          trial -> exact(trial, trial.input(Samples.any(dtype, 1, row[0])).transpose(row[1]))));
    }
  }

  private static void stopGradient(List<Case> cases, DType dtype) {
    for (int[] extents : new int[][] {{}, {0}, {3, 7}}) {
      cases.add(new Case("STOP_GRADIENT " + dtype + " " + Arrays.toString(extents),
          trial -> exact(trial, trial.input(Samples.any(dtype, 1, extents)).stopGradient())));
    }
  }

  /** Extents, starts, sizes. */
  private static void slice(List<Case> cases, DType dtype) {
    int[][][] rows = {{{9}, {8}, {1}}, {{257}, {1}, {255}}, {{257}, {0}, {128}}, {{33, 9}, {2, 3}, {30, 5}},
        {{5, 4}, {2, 0}, {0, 4}},
        {{5, 4}, {5, 4}, {0, 0}}, {{3, 5, 7}, {1, 1, 1}, {2, 3, 5}}, {{3, 5, 7}, {0, 4, 0}, {3, 1, 7}},
        {{1000, 300}, {1, 1}, {998, 298}}, {{4, 3, 2, 2}, {1, 0, 0, 1}, {3, 3, 2, 1}},
        {{3, 3, 3, 3, 3, 3, 3, 3, 3}, {0, 1, 0, 1, 0, 1, 0, 1, 0}, {2, 2, 2, 2, 2, 2, 2, 2, 2}}};
    for (int[][] row : rows) {
      cases.add(new Case("SLICE " + dtype + " " + Arrays.deepToString(row), trial -> exact(trial,
          trial.graph()
              .add(new Op.Slice(list(row[1]), Shape.of(row[2])), trial.input(Samples.any(dtype, 2, row[0]))))));
    }
  }

  /** Extents, starts, sizes. */
  private static void pad(List<Case> cases, DType dtype) {
    int[][][] rows = {{{1}, {8}, {9}}, {{255}, {1}, {257}}, {{128}, {0}, {257}}, {{30, 5}, {2, 3}, {33, 9}},
        {{0, 4}, {2, 0}, {5, 4}},
        {{0}, {0}, {31}}, {{2, 3, 5}, {1, 1, 1}, {3, 5, 7}}, {{3, 1, 7}, {0, 4, 0}, {3, 5, 7}},
        {{998, 298}, {1, 1}, {1000, 300}}, {{3, 3, 2, 1}, {1, 0, 0, 1}, {4, 3, 2, 2}},
        {{2, 2, 2, 2, 2, 2, 2, 2, 2}, {0, 1, 0, 1, 0, 1, 0, 1, 0}, {3, 3, 3, 3, 3, 3, 3, 3, 3}}};
    for (int[][] row : rows) {
      cases.add(new Case("PAD " + dtype + " " + Arrays.deepToString(row), trial -> exact(trial,
          trial.graph().add(new Op.Pad(list(row[1]), Shape.of(row[2])), trial.input(Samples.any(dtype, 3, row[0]))))));
    }
  }

  private static void concat(List<Case> cases, DType dtype) {
    int[][][] rows = {{{0}, {1}, {3}}, {{0}, {0}, {7}, {0}, {8}}, {{0}, {2, 3}, {5, 3}}, {{1}, {3, 2}, {3, 5}, {3, 1}},
        {{1}, {2, 3, 5}, {2, 1, 5}}, {{2}, {2, 3, 1}, {2, 3, 8}}, {{0}, {500, 300}, {300, 300}},
        {{1}, {1000, 127}, {1000, 173}}};
    for (int[][] row : rows) {
      cases.add(new Case("CONCAT " + dtype + " axis " + Arrays.deepToString(row), trial -> {
        List<Tensor> parts = Arrays.stream(row)
            .skip(1)
            .map(extents -> trial.input(Samples.any(dtype, 4 + extents[0], extents)))
            .toList();
        exact(trial, trial.graph().concat(row[0][0], parts));
      }));
    }
    cases.add(new Case("CONCAT " + dtype + " of one operand twice", trial -> {
      Tensor x = trial.input(Samples.any(dtype, 5, 3, 4));
      exact(trial, trial.graph().concat(1, List.of(x, x)));
    }));
  }

  /** Table, then row numbers. */
  private static void gather(List<Case> cases, DType dtype) {
    int[][][] rows =
        {{{1}, {1}}, {{7}, {33}}, {{9, 1}, {31}}, {{9, 7}, {3, 5}}, {{5, 33}, {}}, {{5, 2, 3}, {8}}, {{4, 0}, {3}},
            {{5, 4}, {0}}, {{0, 4}, {3}}, {{1000, 300}, {700}}, {{257, 64}, {4000}}};
    for (int[][] row : rows) {
      int count = row[0][0];
      cases.add(new Case("GATHER " + dtype + " " + Arrays.deepToString(row), trial -> exact(trial,
          trial.input(Samples.any(dtype, 6, row[0])).gather(trial.input(Samples.integers(7, -2, count + 2, row[1]))))));
    }
    cases.add(new Case("GATHER " + dtype + " of rows far outside", trial -> exact(trial,
        trial.input(Samples.any(dtype, 8, 5, 9)).gather(trial.input(outside(5))))));
  }

  private static void scatterAdd(List<Case> cases) {
    int[][][] rows =
        {{{1}, {1}, {}}, {{9}, {33}, {}}, {{9}, {33}, {7}}, {{5}, {3, 4}, {2, 3}}, {{4}, {0}, {3}}, {{0}, {3}, {3}},
            {{3}, {4}, {0}}, {{300}, {2000}, {33}}, {{50000}, {700}, {8}}, {{7}, {600}, {300}}, {{2}, {100000}, {}},
            {{200}, {1023}, {9}}, {{200}, {1024}, {9}}, {{255}, {2047}, {64}}, {{256}, {2049}, {65}},
            {{50000}, {16000}, {8}},
            {{70000}, {5000}, {3}}, {{9}, {3000}, {300}}};
    for (int[][] row : rows) {
      int count = row[0][0];
      cases.add(new Case("SCATTER_ADD rows, numbers, row " + Arrays.deepToString(row), trial -> {
        int[] updates = Shape.of(row[1]).then(Shape.of(row[2])).extents();
        exact(trial,
            trial.graph()
                .add(new Op.ScatterAdd(count), trial.input(Samples.integers(9, -2, count + 2, row[1])),
                    trial.input(Samples.whole(10, 16, updates))));
      }));
    }
    cases.add(new Case("SCATTER_ADD of rows far outside", trial -> exact(trial, trial.graph()
        .add(new Op.ScatterAdd(5),
            trial.input(outside(5)), trial.input(Samples.whole(11, 99, 8, 3))))));
  }

  private static Literal outside(int rows) {
    return Samples.of(DType.I32, Integer.MIN_VALUE, -1, rows, 0, rows - 1, Integer.MAX_VALUE, 1 << 30, -(1 << 29));
  }

  private static void iota(List<Case> cases) {
    for (int[] extents : Samples.EXTENTS) {
      for (int axis = 0; axis < extents.length; axis++) {
        int along = axis;
        cases.add(new Case("IOTA " + Arrays.toString(extents) + " axis " + axis,
            trial -> exact(trial, trial.graph().add(new Op.Iota(Shape.of(extents), along)))));
      }
    }
  }

  private static void random(List<Case> cases) {
    int[][] keys = {{0, 0}, {1, 0}, {0, 1}, {-1, -1}, {0x243F6A88, 0x85A308D3}};
    for (int[] extents : Samples.EXTENTS) {
      random(cases, keys[4], 3, 7, extents);
    }
    for (int[] key : keys) {
      random(cases, key, 0, 0, new int[] {13});
      random(cases, key, Integer.MAX_VALUE, -5, new int[] {13});
    }
  }

  private static void random(List<Case> cases, int[] key, int stream, int step, int[] extents) {
    cases.add(
        new Case("RANDOM " + Arrays.toString(extents) + " seed " + Arrays.toString(key) + " stream " + stream + " step "
            + step, trial -> {
              Tensor seed = trial.input(Samples.of(DType.I32, key[0], key[1]));
              Tensor counter = trial.input(Samples.of(DType.I32, step)).reshape();
              exact(trial, trial.graph().random(seed, counter, stream, Shape.of(extents)));
            }));
  }

  private static void exact(Trial trial, Tensor result) {
    trial.expect(result, Tolerance.EXACT);
  }

  private static List<Integer> list(int[] values) {
    return Arrays.stream(values).boxed().toList();
  }
}
