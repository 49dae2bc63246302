package dev.sinabro.cuda.standin;

import static dev.sinabro.cuda.standin.Gpu.ok;
import static dev.sinabro.cuda.standin.Gpu.sample;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.function.IntSupplier;
import jcuda.Pointer;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUevent;
import jcuda.driver.CUgraph;
import jcuda.driver.CUgraphExec;
import jcuda.driver.CUstream;
import jcuda.driver.JCudaDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Stream capture and graphs of the stand-in. */
class StandInCaptureTest {
  private static final int UNSUPPORTED = 900;
  private static final int INVALIDATED = 901;

  private Gpu gpu;
  private CUstream stream;
  private CUdeviceptr values;

  @BeforeAll
  static void load() {
    StandIn.require();
    JCudaNatives.load();
  }

  @BeforeEach
  void open() {
    StandIn.reset();
    gpu = new Gpu();
    stream = gpu.stream();
    values = gpu.upload(1);
  }

  @AfterEach
  void close() {
    gpu.close();
    StandIn.reset();
  }

  private void begin() {
    ok(JCudaDriver.cuStreamBeginCapture(stream, 0));
  }

  private CUgraphExec captured(int nodes) {
    var graph = new CUgraph();
    ok(JCudaDriver.cuStreamEndCapture(stream, graph));
    long[] count = {0};
    ok(JCudaDriver.cuGraphGetNodes(graph, null, count));
    assertEquals(nodes, count[0]);
    var exec = new CUgraphExec();
    ok(JCudaDriver.cuGraphInstantiate(exec, graph, 0));
    ok(JCudaDriver.cuGraphDestroy(graph));
    return exec;
  }

  @Test
  void aGraphHoldsItsWorkAndRunsWhenItIsLaunched() {
    begin();
    ok(gpu.launch("sample_scale", 1, 1, stream, sample(values, values, 1, 0)));
    ok(gpu.launch("sample_scale", 1, 1, stream, sample(values, values, 1, 0)));
    CUgraphExec exec = captured(2);
    ok(JCudaDriver.cuStreamSynchronize(stream));
    assertEquals(0, StandIn.launches());
    for (int i = 0; i < 3; i++) {
      ok(JCudaDriver.cuGraphLaunch(exec, stream));
    }
    ok(JCudaDriver.cuStreamSynchronize(stream));
    assertEquals(6, StandIn.launches());
    assertEquals(64, gpu.download(values, 1)[0]);
    ok(JCudaDriver.cuGraphExecDestroy(exec));
  }

  @Test
  void parametersAreThoseOfTheTimeOfTheLaunch() {
    CUdeviceptr first = gpu.upload(1);
    CUdeviceptr second = gpu.upload(10);
    ByteBuffer parameter = sample(first, first, 1, 0);
    begin();
    ok(gpu.launch("sample_scale", 1, 1, stream, parameter));
    CUgraphExec exec = captured(1);
    parameter.putLong(0, Gpu.address(second)).putLong(8, Gpu.address(second));
    ok(JCudaDriver.cuGraphLaunch(exec, stream));
    ok(JCudaDriver.cuStreamSynchronize(stream));
    assertEquals(2, gpu.download(first, 1)[0]);
    assertEquals(10, gpu.download(second, 1)[0]);
  }

  private void refused(IntSupplier call) {
    begin();
    assertEquals(UNSUPPORTED, call.getAsInt());
    int[] status = {0};
    ok(JCudaDriver.cuStreamIsCapturing(stream, status));
    assertEquals(2, status[0]);
    assertEquals(INVALIDATED, gpu.launch("sample_scale", 1, 1, stream, sample(values, values, 1, 0)));
    assertEquals(INVALIDATED, JCudaDriver.cuStreamEndCapture(stream, new CUgraph()));
    ok(JCudaDriver.cuStreamSynchronize(stream));
    assertTrue(StandIn.messages().getLast().endsWith(" while a stream is being captured"));
  }

  @Test
  void whatACaptureDoesNotBearIsRefusedAndInvalidatesIt() {
    refused(() -> JCudaDriver.cuMemAlloc(new CUdeviceptr(), 4));
    refused(() -> JCudaDriver.cuMemFree(values));
    refused(() -> JCudaDriver.cuMemcpyDtoH(Pointer.to(new float[1]), values, 4));
    refused(() -> JCudaDriver.cuMemsetD8(values, (byte) 0, 4));
    refused(() -> JCudaDriver.cuStreamSynchronize(stream));
    refused(JCudaDriver::cuCtxSynchronize);
    refused(() -> JCudaDriver.cuMemHostAlloc(new Pointer(), 4, 0));
  }

  @Test
  void workOutsideOfTheCaptureCannotBeWaitedForInIt() {
    var event = new CUevent();
    ok(JCudaDriver.cuEventCreate(event, 2));
    ok(JCudaDriver.cuEventRecord(event, gpu.stream()));
    begin();
    assertEquals(905, JCudaDriver.cuStreamWaitEvent(stream, event, 0));
    assertEquals(INVALIDATED, JCudaDriver.cuStreamEndCapture(stream, new CUgraph()));
  }

  @Test
  void aCaptureIsOfOneStreamAndEndsOnce() {
    assertEquals(401, JCudaDriver.cuStreamEndCapture(stream, new CUgraph()));
    assertEquals(UNSUPPORTED, JCudaDriver.cuStreamBeginCapture(new CUstream(), 0));
    begin();
    assertEquals(401, JCudaDriver.cuStreamBeginCapture(stream, 0));
    ok(JCudaDriver.cuMemsetD8Async(values, (byte) 0, 4, gpu.stream()));
    captured(0);
  }
}
