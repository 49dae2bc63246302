package dev.sinabro.cuda;

import dev.sinabro.backend.Upload;
import dev.sinabro.cuda.driver.DeviceMemory;
import dev.sinabro.cuda.driver.Event;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * Where asynchronous uploads to one place land while runs before them still read it: two blocks in turn, filled on the
 * copy stream, from which the stream of the runs copies when it is their turn.
 */
final class Landing implements AutoCloseable {
  /** What an allocation may take more than was asked for. */
  private static final long ROUNDED_UP = 2 << 20;

  private final Transfers transfers;
  private final Block first;
  private final Block second;
  private boolean firstIsNext = true;

  /**
   * Device memory, and when it was last filled and emptied.
   *
   * @param filled on the copy stream
   * @param emptied on the stream of the runs
   */
  private record Block(DeviceMemory memory, Event filled, Event emptied) {}

  /**
   * A landing where the device has room for it, since it is memory that no plan counts.
   *
   * @param bytes of each upload at most
   */
  static Optional<Landing> ifRoom(Transfers transfers, long bytes) {
    return 2 * (bytes + ROUNDED_UP) <= transfers.spareBytes()
        ? Optional.of(new Landing(transfers, bytes))
        : Optional.empty();
  }

  private Landing(Transfers transfers, long bytes) {
    this.transfers = transfers;
    first = block(bytes);
    second = block(bytes);
  }

  private Block block(long bytes) {
    return new Block(transfers.context().allocate(bytes), transfers.copies().event(false),
        transfers.stream().event(false));
  }

  /** Whether it is large enough. */
  boolean holds(long bytes) {
    return bytes <= first.memory.byteSize();
  }

  /** Starts an upload to a device address. */
  Upload upload(long to, MemorySegment source) {
    Block block = firstIsNext ? first : second;
    firstIsNext = !firstIsNext;
    // An event that was never recorded holds nobody up.
    transfers.copies().await(block.emptied);
    transfers.copies().upload(block.memory.address(), source);
    transfers.copies().record(block.filled);
    transfers.stream().await(block.filled);
    transfers.stream().copy(to, block.memory.address(), source.byteSize());
    transfers.stream().record(block.emptied);
    // Whoever closes a landing waits for its uploads first.
    return () -> {
      if (block.filled.isOpen()) {
        block.filled.synchronize();
      }
    };
  }

  /** Frees the blocks; nothing uses them any more. */
  @Override
  public void close() {
    for (Block block : new Block[] {first, second}) {
      block.memory.close();
      block.filled.close();
      block.emptied.close();
    }
  }
}
