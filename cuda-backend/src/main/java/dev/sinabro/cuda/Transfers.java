package dev.sinabro.cuda;

import dev.sinabro.backend.DeviceException;
import dev.sinabro.backend.Upload;
import dev.sinabro.cuda.driver.Context;
import dev.sinabro.cuda.driver.Event;
import dev.sinabro.cuda.driver.PinnedMemory;
import dev.sinabro.cuda.driver.Stream;
import java.lang.foreign.MemorySegment;

/** The way between host and device: in order with the runs, or ahead of them on a stream of its own. */
final class Transfers {
  /**
   * What is taken beside buffers: by the driver and cuBLAS when graphs are made and products run for the first time, by
   * programs for their constants and scratch, and by rounding up.
   */
  private static final long RESERVE_BYTES = 128 << 20;
  private static final long OUTGOING_BYTES = 4 << 20;
  private static final long INCOMING_BYTES = 1 << 20;

  private final Context context;
  private final Stream stream;
  private final Stream copies;
  /** What is on its way to the device, from the start on; it is used again when all of that has arrived. */
  private final PinnedMemory outgoing;
  private final PinnedMemory incoming;
  private final long freeAtFirst;
  private long underWay;
  private long buffers;

  /** @param stream of the runs */
  Transfers(Context context, Stream stream) {
    this.context = context;
    freeAtFirst = context.freeBytes();
    this.stream = stream;
    copies = context.stream();
    outgoing = context.allocatePinned(OUTGOING_BYTES);
    incoming = context.allocatePinned(INCOMING_BYTES);
  }

  Context context() {
    return context;
  }

  /** Counts the bytes of a buffer that was made, or with a minus those of one that was closed. */
  void count(long bytes) {
    buffers += bytes;
  }

  /** What buffers can still have. Only buffers make it less as long as the reserve lasts, so that a plan holds. */
  long freeBytes() {
    return Math.max(0, Math.min(freeAtFirst - RESERVE_BYTES - buffers, context.freeBytes()));
  }

  /** What is free now beside a whole reserve. */
  long spareBytes() {
    return context.freeBytes() - RESERVE_BYTES;
  }

  /** The stream of the runs. */
  Stream stream() {
    return stream;
  }

  /** The stream on which copies run ahead. */
  Stream copies() {
    return copies;
  }

  /**
   * Copies to a device address, in order with the runs. The source is read on return; a small copy waits for nothing.
   */
  void upload(long to, MemorySegment source) {
    long done = 0;
    while (done < source.byteSize()) {
      if (underWay == OUTGOING_BYTES) {
        stream.synchronize();
        underWay = 0;
      }
      long count = Math.min(OUTGOING_BYTES - underWay, source.byteSize() - done);
      MemorySegment part = outgoing.segment().asSlice(underWay, count);
      part.copyFrom(source.asSlice(done, count));
      stream.upload(to + done, part);
      underWay += count;
      done += count;
    }
  }

  /** Starts to copy pinned memory to a device address, when the runs before are done: it does not run ahead of them. */
  Upload uploadInTurn(long to, MemorySegment pinned) {
    stream.upload(to, pinned);
    Event arrived = stream.event(false);
    stream.record(arrived);
    return () -> {
      if (arrived.isOpen()) {
        arrived.synchronize();
        arrived.close();
      }
    };
  }

  /** Copies from a device address; done on return. */
  void download(MemorySegment target, long from) {
    for (long done = 0; done < target.byteSize(); done += INCOMING_BYTES) {
      long count = Math.min(INCOMING_BYTES, target.byteSize() - done);
      MemorySegment part = incoming.segment().asSlice(0, count);
      stream.download(part, from + done);
      stream.synchronize();
      target.asSlice(done, count).copyFrom(part);
    }
  }

  /**
   * Waits for all that uses device memory, before some of it is freed. A run that failed has told so, or will at its
   * own synchronization. Nothing is left to wait for where the device is closed.
   */
  void finish() {
    if (!stream.isOpen()) {
      return;
    }
    try {
      copies.synchronize();
      stream.synchronize();
    } catch (DeviceException told) {
      // Memory of a broken context is freed all the same.
    }
  }
}
