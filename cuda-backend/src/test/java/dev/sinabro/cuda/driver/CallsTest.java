package dev.sinabro.cuda.driver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sinabro.backend.DeviceException;
import dev.sinabro.backend.MatmulPrecision;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which calls the driver and cuBLAS get, with which arguments. */
class CallsTest {
  @TempDir
  private static Path folder = Path.of("");

  private static PaperLibraries paper = new PaperLibraries(folder);

  @BeforeAll
  static void compile() throws IOException, InterruptedException {
    paper = PaperLibraries.in(folder);
  }

  private static Context context(String[] arguments) {
    return Cuda.load(new Libraries(PaperLibraries.DRIVER, PaperLibraries.CUBLAS, Optional.empty(),
        Path.of(arguments[0]))).open(0);
  }

  private static List<String> calls(Class<?> main) throws IOException, InterruptedException {
    Path calls = folder.resolve(main.getSimpleName() + ".calls");
    List<String> printed = paper.run(Map.of("CALLS", calls.toString(), "SYNCHRONIZE", "700", "GEMM", "15"), main,
        folder.resolve("cache").toString());
    assertEquals(List.of(), printed);
    return Files.readAllLines(calls);
  }

  static final class WorkMain {
    private WorkMain() {}

    public static void main(String[] arguments) {
      Context context = context(arguments);
      Stream stream = context.stream();
      try (context; Arena arena = Arena.ofConfined(); DeviceMemory memory = context.allocate(1 << 20)) {
        long address = memory.address();
        MemorySegment words = arena.allocateFrom(ValueLayout.JAVA_INT, 41, 42);
        stream.upload(address + 16, words);
        stream.download(words, address + 32);
        assertEquals(0x07070707, words.getAtIndex(ValueLayout.JAVA_INT, 1));
        stream.copy(address, address + 64, 5_000_000_000L);
        stream.fill(address, (byte) -1, 3);
        stream.fill32(address, 0x7fc00000, 4);
        stream.upload(address, words.asSlice(8));
        stream.download(words.asSlice(8), address);
        stream.copy(address, address, 0);
        stream.fill(address, (byte) 1, 0);
        stream.fill32(address, 1, 0);
        Module module = context.load("kernels".getBytes(StandardCharsets.US_ASCII));
        Function function = module.function("add");
        stream.beginCapture();
        stream.launch(function, 7, 128, arena.allocateFrom(ValueLayout.JAVA_LONG, -3, 4));
        CapturedGraph graph = stream.endCapture();
        assertEquals(3, graph.nodeCount());
        stream.launch(graph);
        stream.beginCapture();
        stream.abandonCapture();
        graph.close();
        graph.close();
      }
      context.close();
      assertFalse(stream.isOpen());
      assertThrows(IllegalStateException.class, stream::synchronize);
    }
  }

  @Test
  void work() throws Exception {
    assertEquals("""
        retain 0
        current c0
        stream 1
        allocate 1048576
        upload 700000000110 41 8 50
        download 700000000120 8 50
        copy 700000000100 700000000140 5000000000 50
        fill 700000000100 255 3 50
        fill32 700000000100 7fc00000 4 50
        module kernels
        function d0 add
        begin 50 1
        launch f0 7 1 1, 128 1 1, 0, 50, -3 4, 0
        end 50
        nodes 90 0
        instantiate 90 0
        destroy graph 90
        launch graph 91 50
        begin 50 1
        end 50
        destroy graph 90
        destroy executable 91
        free 700000000100
        synchronize
        unload d0
        destroy stream 50
        release 0
        """.lines().toList(), calls(WorkMain.class));
  }

  static final class ProductMain {
    private ProductMain() {}

    public static void main(String[] arguments) {
      try (Context context = context(arguments); Stream stream = context.stream()) {
        DeviceMemory workspace = context.allocate(256);
        Cublas cublas = context.cublas(stream, workspace);
        assertEquals("12.6.4", cublas.version());
        cublas.multiply(new Product(new Product.Matrix(0xa, false, 4, 8), new Product.Matrix(0xb, true, 6, 40),
            new Product.Matrix(0xc, false, 7, 14), 2, 3, 4, 5, MatmulPrecision.TF32));
        var a = new Product.Matrix(0xa, true, 2, 0);
        var b = new Product.Matrix(0xb, false, 3, 0);
        var c = new Product.Matrix(0xc, false, 3, 0);
        assertThrows(IllegalArgumentException.class,
            () -> new Product(a, b, c, 2, 3, 0, 1, MatmulPrecision.FP32));
        var error = assertThrows(DeviceException.class,
            () -> cublas.multiply(new Product(a, b, c, 2, 3, 4, 1, MatmulPrecision.BF16)));
        assertEquals("cuBLAS failed while multiplying [2, 4] times [4, 3]: CUBLAS_STATUS_NOT_SUPPORTED (15); try"
            + " --matmul-precision fp32", error.getMessage());
      }
    }
  }

  @Test
  void products() throws Exception {
    assertEquals("""
        retain 0
        current c0
        stream 1
        allocate 256
        cublas
        cublas stream b0 50
        workspace b0 700000000100 256
        gemm b0 10 3 2 4, 1, b 0 6 40, a 0 4 8, 0, c 0 7 14, 5, 77 -1
        gemm b0 01 3 2 4, 1, b 0 3, a 0 2, 0, c 0 3, 75 -1
        destroy stream 50
        synchronize
        destroy cublas b0
        free 700000000100
        release 0
        """.lines().toList(), calls(ProductMain.class));
  }

  static final class EventsMain {
    private EventsMain() {}

    public static void main(String[] arguments) {
      try (Context context = context(arguments);
          Stream stream = context.stream()) {
        PinnedMemory pinned = context.allocatePinned(12);
        Event first = stream.event(true);
        Event second = stream.event(false);
        stream.record(first);
        stream.await(second);
        first.synchronize();
        assertEquals(1500, second.microsecondsSince(first));
        pinned.segment().set(ValueLayout.JAVA_INT, 0, 5);
        stream.upload(16, pinned.segment());
        MemorySegment segment = pinned.segment();
        pinned.close();
        assertThrows(IllegalStateException.class, () -> segment.get(ValueLayout.JAVA_INT, 0));
        assertThrows(IllegalArgumentException.class, () -> stream.upload(16, segment));
        assertThrows(IllegalArgumentException.class, () -> stream.upload(16, MemorySegment.ofArray(new int[1])));
      }
    }
  }

  @Test
  void eventsAndPinnedMemory() throws Exception {
    assertEquals("""
        retain 0
        current c0
        stream 1
        pin 12
        event 0
        event 2
        record e0 50
        wait 50 e2
        synchronize event e0
        elapsed e0 e2
        upload 10 5 12 50
        unpin
        destroy stream 50
        synchronize
        destroy event e2
        destroy event e0
        release 0
        """.lines().toList(), calls(EventsMain.class));
  }

  static final class FailuresMain {
    private FailuresMain() {}

    public static void main(String[] arguments) {
      try (Context context = context(arguments); Stream stream = context.stream()) {
        String[] messages = {message(stream::synchronize), message(() -> context.allocate(2_000_000_000)),
            message(() -> context.load("wrong".getBytes(StandardCharsets.US_ASCII))),
            message(() -> context.load(new byte[0]).function("absent"))};
        assertArrayEquals(new String[] {
            "CUDA failed while waiting for the GPU: CUDA_ERROR_ILLEGAL_ADDRESS (700); CUDA works no more in this process:"
                + " start a new one, with --no-capture --debug 2 to learn which step it was",
            "CUDA failed while allocating 2000 MB on Paper GPU 0, of which 1000 MB are free: CUDA_ERROR_OUT_OF_MEMORY"
                + " (2); use a smaller batch, or end other programs that use the GPU (nvidia-smi lists them)",
            "CUDA failed while loading the kernels (the driver says: line 1: syntax error): CUDA_ERROR_INVALID_PTX"
                + " (218); update the NVIDIA driver: this one is too old for the kernels",
            "CUDA failed while looking up the kernel absent: CUDA_ERROR_NOT_FOUND (500); see dmesg for what the driver"
                + " says, and try --device cpu"},
            messages);
      }
    }

    private static String message(org.junit.jupiter.api.function.Executable action) {
      return String.valueOf(assertThrows(DeviceException.class, action).getMessage());
    }
  }

  @Test
  void failures() throws Exception {
    calls(FailuresMain.class);
  }
}
