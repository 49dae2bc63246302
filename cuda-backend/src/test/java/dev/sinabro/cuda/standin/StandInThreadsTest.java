package dev.sinabro.cuda.standin;

import static dev.sinabro.cuda.standin.Gpu.ok;
import static dev.sinabro.cuda.standin.Gpu.sample;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.stream.IntStream;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.JCudaDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Threads, barriers and shuffles of the stand-in, right ones and wrong ones. */
class StandInThreadsTest {
  private static final int LAUNCH_FAILED = 719;

  private Gpu gpu;
  private CUdeviceptr in;
  private CUdeviceptr out;

  @BeforeAll
  static void load() {
    StandIn.require();
    JCudaNatives.load();
  }

  @BeforeEach
  void open() {
    StandIn.reset();
    gpu = new Gpu();
    in = gpu.upload(counted());
    out = gpu.allocate(256);
  }

  @AfterEach
  void close() {
    gpu.close();
    StandIn.reset();
  }

  private static float[] counted() {
    var values = new float[256];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    return values;
  }

  private static float[] reversed() {
    var values = new float[256];
    for (int i = 0; i < values.length; i++) {
      values[i] = 255 - i;
    }
    return values;
  }

  private float[] reverse(int choice) {
    ok(gpu.launch("sample_reverse", 1, 256, null, sample(out, in, 256, choice)));
    return gpu.download(out, 256);
  }

  @Test
  void aBarrierIsWaitedForByAll() {
    assertArrayEquals(reversed(), reverse(0));
  }

  /** Threads that come too early read what the shared memory was poisoned with. */
  @Test
  void aMissingBarrierShows() {
    float[] result = reverse(1);
    long poisoned = IntStream.range(0, 256).filter(i -> Float.isNaN(result[i])).count();
    assertTrue(poisoned > 64, () -> poisoned + " of 256");
  }

  private String failure(int choice, int threads) {
    ok(gpu.launch("sample_diverge", 1, threads, null, sample(out, in, 256, choice)));
    assertEquals(LAUNCH_FAILED, JCudaDriver.cuCtxSynchronize());
    String message = StandIn.messages().getLast();
    assertTrue(message.startsWith("sample_diverge, block 0,0,0: "), message);
    return message;
  }

  @Test
  void threadsThatEndBeforeABarrierAreFound() {
    assertTrue(failure(0, 64).matches(".*thread 0 waits at the barrier in sample.cu:\\d+, thread 1 has ended"),
        StandIn.messages()::getLast);
  }

  @Test
  void threadsThatWaitAtAnotherBarrierAreFound() {
    assertTrue(failure(1, 64).matches(".*thread 0 waits at the barrier in sample.cu:\\d+,"
        + " thread 1 waits at the barrier in sample.cu:\\d+"), StandIn.messages()::getLast);
  }

  @Test
  void aShuffleFromALaneThatDoesNotTakePartIsFound() {
    assertTrue(failure(2, 32).matches(".*thread \\d+ shuffles from lane \\d+, which does not take part"),
        StandIn.messages()::getLast);
  }

  @Test
  void shufflesAndVotesGiveTheValuesOfOtherLanes() {
    CUdeviceptr result = gpu.allocate(33);
    ok(gpu.launch("sample_vote", 1, 32, null, sample(result, in, 32, 0)));
    float[] values = gpu.download(result, 33);
    for (int lane = 0; lane < 31; lane++) {
      assertEquals(lane + 1, values[lane]);
    }
    assertEquals(31, values[31]);
    assertEquals(0xFFFFFFFE, Float.floatToRawIntBits(values[32]));
  }

  @Test
  void launchesThatNoDeviceTakesAreRefused() {
    var parameter = sample(out, in, 256, 0);
    assertEquals(1, gpu.launch("sample_scale", 0, 256, null, parameter));
    assertEquals(1, gpu.launch("sample_scale", 1, 0, null, parameter));
    assertEquals(1, gpu.launch("sample_scale", 1, 1025, null, parameter));
    assertEquals(1, gpu.launch("sample_reverse", 1, 257, null, parameter));
    ok(gpu.launch("sample_scale", 1, 1024, null, parameter));
    ok(JCudaDriver.cuCtxSynchronize());
  }

  private String checked(int choice, int n) {
    ok(gpu.launch("sample_check", 1, 1, null, sample(out, in, n, choice)));
    assertEquals(700, JCudaDriver.cuCtxSynchronize());
    return StandIn.messages().getLast();
  }

  @Test
  void anIndexBehindTheEndOfASharedArrayIsFound() {
    assertEquals("sample_check: access to a misaligned address, or behind the end of an array", checked(0, 8));
  }

  @Test
  void aMisalignedVectorIsFound() {
    assertEquals("sample_check: access to a misaligned address, or behind the end of an array", checked(1, 2));
  }

  /** No kernel may count on an order of blocks: the last one is another from launch to launch. */
  @Test
  void blocksRunInAnotherOrderAtEachLaunch() {
    var last = new HashSet<Float>();
    for (int i = 0; i < 20; i++) {
      ok(gpu.launch("sample_last", 100, 1, null, sample(out, in, 0, 0)));
      last.add(gpu.download(out, 1)[0]);
    }
    assertTrue(last.size() > 10, last::toString);
  }
}
