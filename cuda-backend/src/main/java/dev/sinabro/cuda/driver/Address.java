package dev.sinabro.cuda.driver;

import java.lang.foreign.MemorySegment;
import jcuda.Pointer;
import jcuda.driver.CUdeviceptr;

/** A plain address as JCuda wants it, of the host's memory or, for cuBLAS, of the device's. */
final class Address extends Pointer {
  private static final CUdeviceptr ORIGIN = new CUdeviceptr();

  Address(long address) {
    super(address);
  }

  /** The address of a native segment of any size: JCuda's own way, byte buffers, ends at 2 GiB. */
  static Address of(MemorySegment segment) {
    if (!segment.isNative() || !segment.scope().isAlive()) {
      throw new IllegalArgumentException("the segment must be native memory that is not freed, not " + segment);
    }
    return new Address(segment.address());
  }

  /** Set by JCuda where it is an output. */
  long value() {
    return getNativePointer() + getByteOffset();
  }

  /** An address of device memory, as the driver API wants it. */
  static final class OnDevice extends CUdeviceptr {
    OnDevice(long address) {
      super(ORIGIN, address);
    }

    long value() {
      return getNativePointer() + getByteOffset();
    }
  }
}
