package dev.sinabro.cuda;

import dev.sinabro.backend.Buffer;
import dev.sinabro.backend.Upload;
import dev.sinabro.cuda.driver.DeviceMemory;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Memory of a GPU. */
final class CudaBuffer implements Buffer {
  private final Transfers transfers;
  private final DeviceMemory memory;
  /** Where asynchronous uploads wait on the device, by the offset that they are for; nothing where there is no room. */
  private final Map<Long, Optional<Landing>> landings = new HashMap<>();

  CudaBuffer(Transfers transfers, DeviceMemory memory) {
    this.transfers = transfers;
    this.memory = memory;
    transfers.count(memory.byteSize());
  }

  /** Where it begins. */
  long address() {
    return memory.address();
  }

  boolean isOpen() {
    return memory.isOpen();
  }

  @Override
  public long byteSize() {
    return memory.byteSize();
  }

  @Override
  public void upload(long offset, MemorySegment source) {
    transfers.upload(place(offset, source), source);
  }

  @Override
  public Upload uploadAsync(long offset, MemorySegment source) {
    long place = place(offset, source);
    Optional<Landing> landing = landings.computeIfAbsent(offset, _ -> Landing.ifRoom(transfers, source.byteSize()));
    if (landing.isPresent() && !landing.get().holds(source.byteSize())) {
      transfers.finish();
      landings.remove(offset);
      landing.get().close();
      landing = Landing.ifRoom(transfers, source.byteSize());
      landings.put(offset, landing);
    }
    return landing.isPresent() ? landing.get().upload(place, source) : transfers.uploadInTurn(place, source);
  }

  @Override
  public void download(long offset, MemorySegment target) {
    transfers.download(target, place(offset, target));
  }

  private long place(long offset, MemorySegment host) {
    if (offset < 0 || host.byteSize() > byteSize() - offset) {
      throw new IndexOutOfBoundsException(host.byteSize() + " bytes at " + offset + " of a buffer of " + byteSize());
    }
    return memory.address() + offset;
  }

  @Override
  public void close() {
    if (memory.isOpen()) {
      transfers.finish();
      landings.values().forEach(landing -> landing.ifPresent(Landing::close));
      memory.close();
      transfers.count(-memory.byteSize());
    }
  }
}
