package dev.sinabro.cuda;

import dev.sinabro.cuda.driver.DeviceMemory;
import dev.sinabro.cuda.kernel.Call;
import dev.sinabro.cuda.kernel.CallList;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.LongFunction;

/** Calls whose table stands in device memory. */
final class PlacedCalls implements AutoCloseable {
  private final DeviceMemory table;
  private final List<Call> calls;

  /**
   * Makes the calls and uploads their table.
   *
   * @param made the calls for a table at a given address, which its size does not depend on
   */
  PlacedCalls(Transfers transfers, LongFunction<CallList> made) {
    int bytes = made.apply(0).table().length;
    table = transfers.context().allocate(bytes);
    CallList list = made.apply(table.address());
    transfers.upload(table.address(), MemorySegment.ofArray(list.table()));
    calls = list.calls();
  }

  List<Call> calls() {
    return calls;
  }

  /** Frees the table; no run uses it any more. */
  @Override
  public void close() {
    table.close();
  }
}
