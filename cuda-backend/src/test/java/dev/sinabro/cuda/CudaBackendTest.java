package dev.sinabro.cuda;

import static dev.sinabro.nn.Activation.RELU;
import static dev.sinabro.nn.Layers.dense;
import static dev.sinabro.nn.Layers.dropout;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.backend.Backend;
import dev.sinabro.backend.Buffer;
import dev.sinabro.backend.DeviceException;
import dev.sinabro.backend.DeviceOptions;
import dev.sinabro.backend.Executable;
import dev.sinabro.backend.MatmulPrecision;
import dev.sinabro.compile.Origin;
import dev.sinabro.compile.Program;
import dev.sinabro.compile.Region;
import dev.sinabro.compile.Slot;
import dev.sinabro.compile.Step;
import dev.sinabro.compile.View;
import dev.sinabro.cuda.standin.StandIn;
import dev.sinabro.data.BuiltIn;
import dev.sinabro.data.Dataset;
import dev.sinabro.graph.DType;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Literal;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import dev.sinabro.graph.Variable;
import dev.sinabro.nn.Sequential;
import dev.sinabro.optim.Optimizer;
import dev.sinabro.run.Device;
import dev.sinabro.run.Devices;
import dev.sinabro.run.Eval;
import dev.sinabro.run.MemoryException;
import dev.sinabro.run.SelfTest;
import dev.sinabro.testkit.Run;
import dev.sinabro.testkit.Samples;
import dev.sinabro.testkit.Trial;
import dev.sinabro.train.Fit;
import dev.sinabro.train.Trainer;
import dev.sinabro.train.TrainingEvent;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the test double can show of the device beyond what each backend has to do. */
class CudaBackendTest {
  private static final Dataset DATA = data(200, 20);

  @BeforeEach
  void freshDriver() {
    StandIn.require();
    StandIn.reset();
  }

  @AfterEach
  void nothingWasWrong() {
    StandIn.reset();
  }

  private static Dataset data(int rows, int width) {
    float[][] features = new float[rows][width];
    int[] labels = new int[rows];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < width; column++) {
        features[row][column] = (float) Math.sin(row * 7 + column * 3);
      }
      labels[row] = row % 3;
    }
    return Dataset.of(features, labels, 3);
  }

  private static Device device(DeviceOptions options) {
    return new Device(new CudaProvider().open(options), "");
  }

  private static Trainer trainer(Device device) {
    return Trainer.builder(Sequential.of(dense(64, RELU), dropout(0.2), dense(3)))
        .optimizer(Optimizer.adam(1e-3))
        .on(device);
  }

  private static void train(Device device, int epochs) {
    try (Trainer trainer = trainer(device)) {
      trainer.fit(DATA, DATA, Fit.epochs(epochs).batch(32));
    }
  }

  /** Call by call, captured, and replayed. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theSelfTestPasses(boolean capture) {
    try (Device device = device(capture ? DeviceOptions.DEFAULT : DeviceOptions.DEFAULT.withoutCapture())) {
      assertEquals(Optional.empty(), SelfTest.run(device));
    }
    assertEquals(List.of(), StandIn.messages());
  }

  @Test
  void whatIsClosedGivesItsMemoryBack() {
    try (Device device = device(DeviceOptions.DEFAULT)) {
      long empty = StandIn.allocatedBytes();
      train(device, 1);
      long afterOne = StandIn.allocatedBytes();
      train(device, 2);
      train(device, 1);
      assertEquals(afterOne, StandIn.allocatedBytes());
      assertEquals(empty, afterOne);
    }
    assertEquals(0, StandIn.allocatedBytes());
    assertEquals(List.of(), StandIn.messages());
  }

  @Test
  void whatIsLeftOpenIsClosedWithTheDevice() {
    Device device = device(DeviceOptions.DEFAULT);
    Trainer trainer = trainer(device);
    trainer.fit(DATA, DATA, Fit.epochs(1).batch(32));
    device.close();
    assertEquals(0, StandIn.allocatedBytes());
    trainer.close();
    assertEquals(List.of(), StandIn.messages());
  }

  /** 20 steps of the whole training program are at most this many launches of kernels, products of cuBLAS aside. */
  @Test
  void aTrainingStepIsAHandfulOfLaunches() {
    Dataset data = data(1280, 784);
    try (Device device = device(DeviceOptions.DEFAULT);
        Trainer trainer = Trainer.builder(Sequential.of(dense(128, RELU), dense(10))).on(device)) {
      Dataset classes = Dataset.of(rows(data), new int[1280], 10);
      trainer.fit(classes, Fit.epochs(1).batch(64));
      long before = StandIn.launches();
      trainer.fit(classes, Fit.epochs(1).batch(64));
      assertTrue(StandIn.launches() - before <= 20 * 8, "launches " + (StandIn.launches() - before));
    }
  }

  /** The double does nothing until somebody waits for it: so no kernel has run as long as no step did. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aStepWaitsForNothingAndAllocatesNothing(boolean capture) {
    Trial trial = new Trial();
    Tensor x = trial.input(Samples.whole(1, 9, 300, 300));
    Variable w = trial.variable(Samples.whole(2, 9, 300, 300));
    trial.graph().assign(w, trial.graph().read(w).matmul(x).minimum(trial.graph().constant(9.0)));
    Tensor result = x.relu().sum();
    try (
        Backend backend =
            new CudaProvider().open(capture ? DeviceOptions.DEFAULT : DeviceOptions.DEFAULT.withoutCapture());
        Run run = new Run(backend, trial, Map.of("y", result))) {
      run.once(0);
      run.once(0);
      long launches = StandIn.launches();
      long allocated = StandIn.allocatedBytes();
      IntStream.range(0, 5).forEach(_ -> run.start());
      assertEquals(launches, StandIn.launches());
      assertEquals(allocated, StandIn.allocatedBytes());
      run.again(0);
      assertTrue(StandIn.launches() >= launches + 6, "launches " + (StandIn.launches() - launches));
    }
  }

  private static float[][] rows(Dataset data) {
    float[][] rows = new float[data.rowCount()][784];
    Arrays.stream(rows).forEach(row -> Arrays.fill(row, 0.5f));
    return rows;
  }

  @ParameterizedTest
  @EnumSource(MatmulPrecision.class)
  void productsHaveThePrecisionThatIsAskedFor(MatmulPrecision precision) {
    Graph graph = new Graph();
    Tensor a = graph.tensor("a", Shape.of(100, 300), waves(30_000, 0.37));
    Tensor b = graph.tensor("b", Shape.of(300, 80), waves(24_000, 0.73));
    Tensor product = a.matmul(b);
    try (Device device = device(DeviceOptions.DEFAULT.withPrecision(precision));
        Device reference = Devices.open("reference")) {
      double[] exact = Eval.of(reference, product).of(product);
      double[] actual = Eval.of(device, product).of(product);
      double worst = 0;
      for (int i = 0; i < exact.length; i++) {
        worst = Math.max(worst, Math.abs(exact[i] - actual[i]));
      }
      double[] range = switch (precision) {
        case FP32 -> new double[] {1e-9, 1e-4};
        case TF32 -> new double[] {1e-4, 2e-2};
        case BF16 -> new double[] {2e-3, 2e-1};
      };
      assertTrue(worst > range[0] && worst < range[1], precision + ": error " + worst);
      assertEquals(precision == MatmulPrecision.FP32, !device.toString().contains("products in"), device.toString());
    }
  }

  private static double[] waves(int count, double step) {
    double[] values = new double[count];
    Arrays.setAll(values, i -> (float) Math.sin(step * i));
    return values;
  }

  @Test
  void aSecondGpuIsAnother() {
    try (Device second = device(DeviceOptions.DEFAULT.withIndex(1))) {
      Graph graph = new Graph();
      Tensor sum = graph.tensor("x", Shape.of(3), new double[] {1, 2, 3}).sum();
      assertEquals(6, Eval.of(second, sum).scalar(sum));
    }
  }

  @Test
  void tooLargeABatchIsRefusedBeforeTheFirstStepWithTheLargestThatFits() {
    StandIn.setTotalMemory(200L << 20);
    try (Device device = device(DeviceOptions.DEFAULT);
        Trainer trainer = Trainer.builder(Sequential.of(dense(4000, RELU), dense(3))).on(device)) {
      long launches = StandIn.launches();
      Dataset large = data(20_000, 4);
      var refused = assertThrows(MemoryException.class, () -> trainer.fit(large, Fit.epochs(1).batch(20_000)));
      assertTrue(String.valueOf(refused.getMessage()).contains("the largest batch that fits is "),
          refused.getMessage());
      assertEquals(launches, StandIn.launches());
    }
  }

  /** In whichever order the two streams get on: the sum of x over five runs, with another x before each. */
  @ParameterizedTest
  @EnumSource(StandIn.Order.class)
  void uploadsAndRunsTakeTurnsInEachOrderOfTheStreams(StandIn.Order order) {
    Trial trial = new Trial();
    Tensor x = trial.input(Samples.whole(1, 9, 1000));
    Variable sum = trial.variable(Samples.whole(2, 9, 1000));
    trial.graph().assign(sum, trial.graph().read(sum).add(x));
    try (Arena arena = Arena.ofConfined();
        Backend backend = new CudaProvider().open(DeviceOptions.DEFAULT);
        Run run = new Run(backend, trial, Map.of())) {
      double before = run.once(0).state().get("v0")[999];
      StandIn.setOrder(order);
      for (int round = 0; round < 5; round++) {
        MemorySegment staging = backend.staging(4 * 1000, arena);
        for (int i = 0; i < 1000; i++) {
          staging.setAtIndex(ValueLayout.JAVA_FLOAT, i, 1 << round);
        }
        run.uploadAsync("x0", staging);
        run.start();
      }
      assertEquals(before + 31, run.finished().state().get("v0")[999]);
    }
  }

  /** What programs take for themselves is of the reserve, not of what was planned. */
  @Test
  void theLargestBatchThatIsNamedFits() {
    StandIn.setTotalMemory(174L << 20);
    try (Device device = device(DeviceOptions.DEFAULT); Trainer trainer = trainer(device)) {
      Dataset large = data(40_000, 400);
      var refused = assertThrows(MemoryException.class, () -> trainer.fit(large, Fit.epochs(1).batch(40_000)));
      String message = String.valueOf(refused.getMessage());
      int largest = Integer.parseInt(message.substring(message.lastIndexOf(' ') + 1));
      trainer.fit(large, Fit.epochs(1).batch(largest));
    }
  }

  /** Memory for uploads that run ahead is not planned, so they do without it where only what the driver needs is left. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anAsynchronousUploadNeedsNoMemoryThatIsNotThere(boolean room) {
    int bytes = 1 << 20;
    try (Arena arena = Arena.ofConfined();
        Backend backend = new CudaProvider().open(DeviceOptions.DEFAULT);
        Buffer buffer = backend.allocate(bytes)) {
      if (!room) {
        StandIn.setTotalMemory(StandIn.allocatedBytes() + (64 << 20));
      }
      long allocated = StandIn.allocatedBytes();
      MemorySegment staging = backend.staging(bytes, arena);
      for (byte round = 1; round <= 4; round++) {
        staging.fill(round);
        buffer.uploadAsync(0, staging).await();
        staging.fill((byte) 99);
        byte[] last = new byte[4];
        buffer.download(bytes - 4, MemorySegment.ofArray(last));
        assertArrayEquals(new byte[] {round, round, round, round}, last);
      }
      assertEquals(allocated + (room ? 2L * bytes : 0), StandIn.allocatedBytes());
    }
    assertEquals(List.of(), StandIn.messages());
  }

  /** A step that reads far outside of its region: no program of the compiler does, so it is made by hand. */
  private static Program faulty() {
    TensorType type = new TensorType(DType.F32, Shape.of(16));
    View inside = View.of(new Slot(Region.ARENA, 0, type));
    View outside = View.of(new Slot(Region.ARENA, 1L << 40, type));
    Step good = new Step.Copy(inside, View.of(new Slot(Region.ARENA, 64, type)), new Origin(0, "", "Good.java:1"));
    Step bad = new Step.Copy(outside, inside, new Origin(1, "layer 7", "Bad.java:2"));
    return new Program(DType.F32, List.of(good, bad), Map.of(), Map.<String, Literal>of(), Map.of(), List.of(),
        Map.of(Region.ARENA, 128L), new Program.MemoryReport(2, 128, 128, 128));
  }

  private static DeviceException failure(DeviceOptions options) {
    try (Backend backend = new CudaProvider().open(options);
        Executable executable = backend.compile(faulty());
        Buffer arena = backend.allocate(128)) {
      executable.bind(Region.ARENA, arena);
      return assertThrows(DeviceException.class, () -> {
        executable.run();
        executable.synchronize();
      });
    }
  }

  @Test
  void aFailedStepIsTold() {
    String message = String.valueOf(failure(DeviceOptions.DEFAULT).getMessage());
    assertTrue(message.contains("CUDA_ERROR_ILLEGAL_ADDRESS (700)"), message);
    assertTrue(message.contains("--no-capture --debug 2"), message);
  }

  @Test
  void whereEachStepIsWaitedForTheFailedOneIsNamed() {
    String message = String.valueOf(failure(DeviceOptions.DEFAULT.withoutCapture().withChecks()).getMessage());
    assertTrue(
        message.startsWith("step arena+0 f32[16] = copy of arena+1099511627776 f32[16]   # layer 7 Bad.java:2: "),
        message);
    assertTrue(message.contains("CUDA_ERROR_ILLEGAL_ADDRESS (700)"), message);
    assertFalse(message.contains("Good.java"), message);
  }

  /** The other GPU too: what CUDA's manual says is of the process. */
  @Test
  void afterAKernelFaultCudaNeedsANewProcessWhichIsSaidEachTime() {
    try (Backend backend = new CudaProvider().open(DeviceOptions.DEFAULT);
        Executable executable = backend.compile(faulty());
        Buffer arena = backend.allocate(128)) {
      executable.bind(Region.ARENA, arena);
      executable.run();
      assertLost(executable::synchronize);
      assertLost(executable::synchronize);
      assertLost(executable::run);
      assertLost(executable::profile);
      assertLost(() -> backend.allocate(128));
      assertLost(() -> backend.compile(faulty()));
      assertLost(() -> arena.upload(0, MemorySegment.ofArray(new byte[4])));
      assertLost(() -> arena.download(0, MemorySegment.ofArray(new byte[4])));
    }
    assertLost(() -> new CudaProvider().open(DeviceOptions.DEFAULT));
    assertLost(() -> new CudaProvider().open(DeviceOptions.DEFAULT.withIndex(1)));
    StandIn.reset();
    try (Device device = device(DeviceOptions.DEFAULT)) {
      train(device, 1);
    }
  }

  private static void assertLost(org.junit.jupiter.api.function.Executable action) {
    String message = String.valueOf(assertThrows(DeviceException.class, action).getMessage());
    assertTrue(message.endsWith("CUDA_ERROR_ILLEGAL_ADDRESS (700); CUDA works no more in this process: start a new one,"
        + " with --no-capture --debug 2 to learn which step it was"), message);
  }

  /** What the fault was is told by the call that met it, not hidden by the end of what it was met in. */
  @Test
  void afterAKernelFaultAnotherThreadCanCloseAll() throws InterruptedException {
    Backend backend = new CudaProvider().open(DeviceOptions.DEFAULT);
    Executable executable = backend.compile(faulty());
    Buffer arena = backend.allocate(128);
    executable.bind(Region.ARENA, arena);
    executable.run();
    assertLost(executable::synchronize);
    List<Throwable> thrown = new ArrayList<>();
    Thread closing = Thread.ofPlatform().uncaughtExceptionHandler((_, e) -> thrown.add(e)).start(() -> {
      executable.close();
      arena.close();
      backend.close();
    });
    closing.join();
    assertEquals(List.of(), thrown);
  }

  @Test
  void memoryThatWasFreedIsNotUsed() {
    try (Backend backend = new CudaProvider().open(DeviceOptions.DEFAULT);
        Executable executable = backend.compile(faulty())) {
      Buffer arena = backend.allocate(128);
      executable.bind(Region.ARENA, arena);
      arena.close();
      arena.close();
      var refused = assertThrows(DeviceException.class, executable::run);
      assertTrue(String.valueOf(refused.getMessage()).contains("closed"), refused.getMessage());
    }
  }

  /** Three epochs of the digits, dropout included, on this device and on the CPU. */
  @Test
  void trainingGivesTheLossesOfTheCpu() {
    var digits = BuiltIn.DIGITS.table().target("label").split(0.1, 0.2, 42).standardized();
    double[] cpu = losses(Devices.open("cpu"), digits.training());
    double[] cuda = losses(device(DeviceOptions.DEFAULT), digits.training());
    assertArrayEquals(cpu, cuda, 1e-4, Arrays.toString(cpu) + " and " + Arrays.toString(cuda));
    assertTrue(cpu[2] < cpu[0], Arrays.toString(cpu));
  }

  private static double[] losses(Device opened, Dataset rows) {
    double[] losses = new double[3];
    try (Device device = opened;
        Trainer trainer = Trainer.builder(Sequential.of(dense(64, RELU), dropout(0.2), dense(10)))
            .optimizer(Optimizer.adam(3e-3))
            .listener(event -> {
              if (event instanceof TrainingEvent.EpochEnded ended) {
                losses[ended.epoch() - 1] = ended.training().loss();
              }
            })
            .on(device)) {
      trainer.fit(rows, Fit.epochs(3).batch(32));
    }
    return losses;
  }
}
