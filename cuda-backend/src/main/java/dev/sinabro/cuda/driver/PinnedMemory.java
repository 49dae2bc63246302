package dev.sinabro.cuda.driver;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import jcuda.driver.JCudaDriver;

/** Host memory that the GPU copies from and to by itself. */
public final class PinnedMemory extends Handle {
  private final Address address;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment segment;

  @SuppressWarnings("restricted")
  PinnedMemory(Context context, Address address, long byteSize) {
    super(context);
    this.address = address;
    this.segment = MemorySegment.ofAddress(address.value()).reinterpret(byteSize, arena, null);
  }

  /** The memory, for any thread; after {@link #close} an access to it throws. */
  public MemorySegment segment() {
    return segment;
  }

  /** The memory, which is freed when {@code other} is closed. */
  @SuppressWarnings("restricted")
  public MemorySegment segment(Arena other) {
    return MemorySegment.ofAddress(address.value()).reinterpret(segment.byteSize(), other, _ -> close());
  }

  @Override
  void release() {
    arena.close();
    JCudaDriver.cuMemFreeHost(address);
  }
}
