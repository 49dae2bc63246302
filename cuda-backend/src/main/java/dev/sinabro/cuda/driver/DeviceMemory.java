package dev.sinabro.cuda.driver;

import jcuda.driver.JCudaDriver;

/** A block of a GPU's memory; its content is undefined at first. */
public final class DeviceMemory extends Handle {
  private final Address.OnDevice address;
  private final long byteSize;

  DeviceMemory(Context context, Address.OnDevice address, long byteSize) {
    super(context);
    this.address = address;
    this.byteSize = byteSize;
  }

  /** Where it begins, for kernels and copies; a multiple of 256. */
  public long address() {
    return address.value();
  }

  /** The size that was asked for. */
  public long byteSize() {
    return byteSize;
  }

  @Override
  void release() {
    JCudaDriver.cuMemFree(address);
  }
}
