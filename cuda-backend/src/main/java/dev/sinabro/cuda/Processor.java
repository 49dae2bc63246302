package dev.sinabro.cuda;

import dev.sinabro.backend.BackendInfo;
import dev.sinabro.backend.MatmulPrecision;
import dev.sinabro.cuda.driver.Context;
import dev.sinabro.cuda.driver.Cublas;
import dev.sinabro.cuda.driver.Function;
import dev.sinabro.cuda.driver.Module;
import dev.sinabro.cuda.driver.Product;
import dev.sinabro.cuda.driver.Stream;
import dev.sinabro.cuda.kernel.Call;
import dev.sinabro.cuda.kernel.CallList;
import dev.sinabro.cuda.kernel.Work;
import dev.sinabro.kernels.Kernels;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What calls are made with: the kernels, cuBLAS, and the one stream of all runs. */
final class Processor {
  /** As NVIDIA advises for its largest GPUs; the same in captured and other runs, or the bits could differ. */
  private static final long WORKSPACE_BYTES = 32 << 20;
  /**
   * From 4 to 8 of them run at a time, depending on GPU and kernel: so many that the last ones to run hold nobody up
   * for long.
   */
  private static final int BLOCKS_OF_MULTIPROCESSOR = 32;

  private final Context context;
  private final Stream stream;
  private final Map<String, Function> functions = new HashMap<>();
  private final Cublas cublas;
  private final List<BackendInfo.Phase> startUp;
  private final MatmulPrecision precision;
  private final boolean special;
  /** Large enough for each kernel, which takes as many bytes as it declares, and uses those that its call wrote. */
  private final MemorySegment parameter =
      Arena.ofAuto().allocate(Collections.max(Kernels.entries().values()), Long.BYTES);

  /** @param special whether small jobs share a launch, and known groups are compiled code */
  Processor(Context context, MatmulPrecision precision, boolean special) {
    this.context = context;
    this.precision = precision;
    this.special = special;
    stream = context.stream();
    long start = System.nanoTime();
    Module module = context.load(Kernels.ptx());
    Kernels.entries().keySet().forEach(entry -> functions.put(entry, module.function(entry)));
    long loaded = System.nanoTime();
    cublas = context.cublas(stream, context.allocate(WORKSPACE_BYTES));
    startUp = List.of(new BackendInfo.Phase("kernels", (loaded - start) * 1e-9),
        new BackendInfo.Phase("cuBLAS", (System.nanoTime() - loaded) * 1e-9));
  }

  /**
   * What took time until it was ready; the kernels are compiled by the driver, which keeps the result for the next
   * start.
   */
  List<BackendInfo.Phase> startUp() {
    return startUp;
  }

  Context context() {
    return context;
  }

  Stream stream() {
    return stream;
  }

  /** The calls for work, and the table for a given address. */
  CallList joined(List<? extends Work> works, long table) {
    return CallList.joined(shaped(works), table, mostBlocks());
  }

  /** As {@link #joined}, with a launch for each piece of work. */
  CallList separate(List<? extends Work> works, long table) {
    return CallList.separate(shaped(works), table, mostBlocks());
  }

  private List<? extends Work> shaped(List<? extends Work> works) {
    return special ? works : works.stream().map(Work::general).toList();
  }

  /** Blocks that are worth starting; the work of more is shared out among them. */
  private int mostBlocks() {
    return context.gpu().multiprocessors() * BLOCKS_OF_MULTIPROCESSOR;
  }

  /** What its user should know besides which GPU it is; empty where all is as usual. */
  String remarks() {
    return switch (precision) {
      case FP32 -> "";
      case TF32 -> ", products in tf32";
      case BF16 -> ", products in bf16";
    };
  }

  /** Gives the stream calls to do. */
  void start(List<Call> calls) {
    for (Call call : calls) {
      switch (call) {
        case Call.Kernel kernel -> start(kernel);
        case Call.Multiplication(Work.Product product) ->
          cublas.multiply(new Product(matrix(product.a()), matrix(product.b()), matrix(product.c()), product.m(),
              product.n(), product.k(), product.batch(), precision));
      }
    }
  }

  private static Product.Matrix matrix(Work.Matrix matrix) {
    return new Product.Matrix(matrix.address(), matrix.transposed(), matrix.leading(), matrix.stride());
  }

  private void start(Call.Kernel kernel) {
    Function function = functions.get(kernel.entry());
    if (function == null) {
      throw new IllegalStateException("there is no kernel " + kernel.entry() + " among " + functions.keySet());
    }
    MemorySegment.copy(kernel.parameter(), 0, parameter, ValueLayout.JAVA_BYTE, 0, kernel.parameter().length);
    stream.launch(function, kernel.blocks(), kernel.threads(), parameter);
  }
}
