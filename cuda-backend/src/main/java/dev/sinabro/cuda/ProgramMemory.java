package dev.sinabro.cuda;

import dev.sinabro.backend.Buffer;
import dev.sinabro.backend.DeviceException;
import dev.sinabro.compile.Program;
import dev.sinabro.compile.Region;
import dev.sinabro.compile.Slot;
import dev.sinabro.compile.Step;
import dev.sinabro.compile.View;
import dev.sinabro.cuda.driver.DeviceMemory;
import dev.sinabro.cuda.kernel.Work;
import dev.sinabro.cuda.kernel.Works;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Where the regions of a program are: those that were bound, and constants and scratch, which are its own. */
final class ProgramMemory implements AutoCloseable {
  private final Program program;
  private final Transfers transfers;
  private final Map<Region, CudaBuffer> bound = new EnumMap<>(Region.class);
  private final long constantBytes;
  private final DeviceMemory own;

  ProgramMemory(Program program, Transfers transfers) {
    this.program = program;
    this.transfers = transfers;
    constantBytes = Slot.aligned(program.byteSize(Region.CONSTANTS));
    long scratch = program.steps().stream().mapToLong(Works::scratchBytes).max().orElse(0);
    own = transfers.context().allocate(Math.max(Slot.ALIGNMENT, constantBytes + scratch));
    if (constantBytes > 0) {
      transfers.upload(own.address(), constants());
    }
  }

  private MemorySegment constants() {
    MemorySegment host = Arena.ofAuto().allocate(constantBytes, Slot.ALIGNMENT);
    program.constants().forEach(constant -> constant.writeTo(host));
    return host;
  }

  /** Gives a region its memory; whether it had other memory before. */
  boolean bind(Region region, Buffer buffer) {
    if (region == Region.CONSTANTS || !(buffer instanceof CudaBuffer cuda)
        || cuda.byteSize() < program.byteSize(region)) {
      throw new IllegalArgumentException("region " + region + " needs a buffer of this backend of at least "
          + program.byteSize(region) + " bytes, and constants are never bound");
    }
    return bound.put(region, cuda) != cuda;
  }

  /** Kernels write to raw addresses, so memory that was freed is found out before the first of them runs. */
  void requireOpen() {
    if (!own.isOpen() || !bound.values().stream().allMatch(CudaBuffer::isOpen)) {
      throw new DeviceException("the program, or memory that is bound to it, is closed; bind an open buffer");
    }
  }

  /** The work of a step at these places. */
  List<? extends Work> works(Step step) {
    return Works.of(step, this::address, own.address() + constantBytes);
  }

  private long address(View slot) {
    if (slot.region() == Region.CONSTANTS) {
      return own.address() + slot.offset();
    }
    CudaBuffer buffer = bound.get(slot.region());
    if (buffer == null) {
      throw new IllegalStateException("region " + slot.region() + " has no memory; bind a buffer before the first run");
    }
    return buffer.address() + slot.offset();
  }

  @Override
  public void close() {
    if (own.isOpen()) {
      transfers.finish();
      own.close();
    }
  }
}
