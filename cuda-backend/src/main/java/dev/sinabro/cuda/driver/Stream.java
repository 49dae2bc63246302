package dev.sinabro.cuda.driver;

import static jcuda.driver.JCudaDriver.cuEventCreate;
import static jcuda.driver.JCudaDriver.cuEventRecord;
import static jcuda.driver.JCudaDriver.cuGraphDestroy;
import static jcuda.driver.JCudaDriver.cuGraphGetNodes;
import static jcuda.driver.JCudaDriver.cuGraphInstantiate;
import static jcuda.driver.JCudaDriver.cuGraphLaunch;
import static jcuda.driver.JCudaDriver.cuLaunchKernel;
import static jcuda.driver.JCudaDriver.cuMemcpyDtoDAsync;
import static jcuda.driver.JCudaDriver.cuMemcpyDtoHAsync;
import static jcuda.driver.JCudaDriver.cuMemcpyHtoDAsync;
import static jcuda.driver.JCudaDriver.cuMemsetD32Async;
import static jcuda.driver.JCudaDriver.cuMemsetD8Async;
import static jcuda.driver.JCudaDriver.cuStreamBeginCapture;
import static jcuda.driver.JCudaDriver.cuStreamDestroy;
import static jcuda.driver.JCudaDriver.cuStreamEndCapture;
import static jcuda.driver.JCudaDriver.cuStreamSynchronize;
import static jcuda.driver.JCudaDriver.cuStreamWaitEvent;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jcuda.Pointer;
import jcuda.driver.CUevent;
import jcuda.driver.CUgraph;
import jcuda.driver.CUgraphExec;
import jcuda.driver.CUstream;
import org.jspecify.annotations.Nullable;

/**
 * Work for the GPU, done in the order in which it was given; each method but {@link #synchronize} returns before that.
 * To copy or fill nothing is no work. For one thread at a time.
 */
public final class Stream extends Handle {
  private static final int EVENT_WITH_TIME = 0;
  private static final int EVENT_WITHOUT_TIME = 2;

  /** Of this thread's calls: what other threads do on other streams is no concern of the capture. */
  private static final int CAPTURE_THIS_THREAD = 1;

  /** CUDA's null, which JCuda's annotations do not tell of. */
  private static final @Nullable Pointer NONE = null;

  private final CUstream stream;
  private final Arena arena = Arena.ofShared();

  /** The address of the launched kernel's one parameter; the driver has read it when the launch returns. */
  private final MemorySegment parameters = arena.allocate(ValueLayout.JAVA_LONG);
  private final Address parametersAddress = Address.of(parameters);

  Stream(Context context, CUstream stream) {
    super(context);
    this.stream = stream;
  }

  CUstream raw() {
    return stream;
  }

  /**
   * Starts a kernel.
   *
   * @param parameter the one struct that it takes, in native memory; copied before this returns
   */
  public void launch(Function function, int blocks, int threads, MemorySegment parameter) {
    context().makeCurrent();
    parameters.set(ValueLayout.JAVA_LONG, 0, Address.of(parameter).value());
    Status.check(cuLaunchKernel(function.raw(), blocks, 1, 1, threads, 1, 1, 0, stream, parametersAddress, NONE),
        "launching the kernel", function);
  }

  /**
   * Copies all of {@code source}, native memory, to a device address. Pinned memory must not change before that is
   * done.
   */
  public void upload(long to, MemorySegment source) {
    context().makeCurrent();
    long bytes = source.byteSize();
    Status.check(bytes == 0 ? 0 : cuMemcpyHtoDAsync(onDevice(to), Address.of(source), bytes, stream),
        "copying to the GPU");
  }

  /** Copies from a device address to all of {@code target}, native memory. */
  public void download(MemorySegment target, long from) {
    context().makeCurrent();
    long bytes = target.byteSize();
    Status.check(bytes == 0 ? 0 : cuMemcpyDtoHAsync(Address.of(target), onDevice(from), bytes, stream),
        "copying from the GPU");
  }

  /** Copies between device addresses, of blocks that do not overlap. */
  public void copy(long to, long from, long bytes) {
    context().makeCurrent();
    Status.check(bytes == 0 ? 0 : cuMemcpyDtoDAsync(onDevice(to), onDevice(from), bytes, stream), "copying on the GPU");
  }

  /** Sets each byte from a device address on. */
  public void fill(long to, byte value, long bytes) {
    context().makeCurrent();
    Status.check(bytes == 0 ? 0 : cuMemsetD8Async(onDevice(to), value, bytes, stream), "filling memory of the GPU");
  }

  /** Sets {@code count} words of 32 bits from a device address on, a multiple of 4. */
  public void fill32(long to, int value, long count) {
    context().makeCurrent();
    Status.check(count == 0 ? 0 : cuMemsetD32Async(onDevice(to), value, count, stream), "filling memory of the GPU");
  }

  private static Address.OnDevice onDevice(long address) {
    return new Address.OnDevice(address);
  }

  /** A new event; only one that is {@code timed} knows when it was reached, and it costs a little more. */
  public Event event(boolean timed) {
    context().makeCurrent();
    CUevent event = new CUevent();
    Status.check(cuEventCreate(event, timed ? EVENT_WITH_TIME : EVENT_WITHOUT_TIME), "making an event");
    return new Event(context(), event);
  }

  /** Sets {@code event} after the work so far. */
  public void record(Event event) {
    context().makeCurrent();
    Status.check(cuEventRecord(event.raw(), stream), "recording an event");
  }

  /** Lets the work from here on wait until {@code event}, of any stream, is reached. */
  public void await(Event event) {
    context().makeCurrent();
    Status.check(cuStreamWaitEvent(stream, event.raw(), 0), "waiting for another stream");
  }

  /** Waits until all work is done, and reports what went wrong in it. */
  public void synchronize() {
    context().makeCurrent();
    Status.check(cuStreamSynchronize(stream), "waiting for the GPU");
  }

  /** From here on work is recorded rather than done, until {@link #endCapture} or {@link #abandonCapture}. */
  public void beginCapture() {
    context().makeCurrent();
    Status.check(cuStreamBeginCapture(stream, CAPTURE_THIS_THREAD), "beginning to capture");
  }

  /** Ends the capture, whatever comes of it. */
  public CapturedGraph endCapture() {
    context().makeCurrent();
    CUgraph graph = new CUgraph();
    Status.check(cuStreamEndCapture(stream, graph), "ending a capture");
    try {
      long[] count = new long[1];
      Status.check(cuGraphGetNodes(graph, null, count), "counting what was captured");
      CUgraphExec executable = new CUgraphExec();
      Status.check(cuGraphInstantiate(executable, graph, 0), "preparing what was captured");
      return new CapturedGraph(context(), executable, Math.toIntExact(count[0]));
    } finally {
      cuGraphDestroy(graph);
    }
  }

  /** Ends the capture after a failure in it, and forgets what was recorded. */
  public void abandonCapture() {
    context().makeCurrent();
    CUgraph graph = new CUgraph();
    if (cuStreamEndCapture(stream, graph) == 0) {
      cuGraphDestroy(graph);
    }
  }

  /** Starts all that was captured. */
  public void launch(CapturedGraph graph) {
    context().makeCurrent();
    Status.check(cuGraphLaunch(graph.raw(), stream), "launching what was captured");
  }

  @Override
  void release() {
    cuStreamDestroy(stream);
    arena.close();
  }
}
