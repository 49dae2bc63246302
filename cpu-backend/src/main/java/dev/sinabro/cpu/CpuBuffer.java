package dev.sinabro.cpu;

import dev.sinabro.backend.Buffer;
import dev.sinabro.backend.DeviceException;
import dev.sinabro.backend.Upload;
import dev.sinabro.cpu.memory.Pages;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Native memory. Runs are done when they return, so transfers need no order of their own. */
final class CpuBuffer implements Buffer {
  private final Arena arena = Arena.ofShared();
  private final MemorySegment memory;

  CpuBuffer(long bytes) {
    memory = Pages.allocate(bytes, arena);
  }

  /** Where it begins. */
  long address() {
    return memory.address();
  }

  boolean isOpen() {
    return arena.scope().isAlive();
  }

  MemorySegment memory() {
    return memory;
  }

  @Override
  public long byteSize() {
    return memory.byteSize();
  }

  @Override
  public void upload(long offset, MemorySegment source) {
    requireOpen();
    MemorySegment.copy(source, 0, memory, offset, source.byteSize());
  }

  @Override
  public Upload uploadAsync(long offset, MemorySegment source) {
    upload(offset, source);
    return Upload.DONE;
  }

  @Override
  public void download(long offset, MemorySegment target) {
    requireOpen();
    MemorySegment.copy(memory, offset, target, 0, target.byteSize());
  }

  private void requireOpen() {
    if (!isOpen()) {
      throw new DeviceException("the memory is given back: what held it is closed, or its device");
    }
  }

  @Override
  public void close() {
    if (isOpen()) {
      arena.close();
    }
  }
}
