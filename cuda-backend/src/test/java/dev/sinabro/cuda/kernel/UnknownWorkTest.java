package dev.sinabro.cuda.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.backend.DeviceException;
import dev.sinabro.cuda.driver.Context;
import dev.sinabro.cuda.driver.Cuda;
import dev.sinabro.cuda.driver.DeviceMemory;
import dev.sinabro.cuda.driver.Stream;
import dev.sinabro.cuda.standin.StandIn;
import dev.sinabro.kernels.Kernels;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a kernel does not know stops it: a result that is missing would be taken for one. */
class UnknownWorkTest {
  private static final int UNKNOWN = 200;
  /** Where the kind of the first job of a tape is: behind its struct and its address. */
  private static final int ZEROS_BYTES = 16;
  private static final int KIND = ZEROS_BYTES + Long.BYTES;
  /** Where the opcode of a group's first instruction is, which has no operands. */
  private static final int OPCODE = 24;

  private static final Work.Job ZEROS = new Work.Job(JobKind.ZEROS,
      new StructWriter(ZEROS_BYTES).wide(0).wide(0).done(), 1, true, List.of(), List.of());
  private static final Work.Job GROUP = new Work.Job(JobKind.ELEMENTWISE,
      new StructWriter(OPCODE + Long.BYTES).whole(1, 0, 0, 1, KnownGroups.NONE, 0)
          .small(Opcode.NEG.ordinal(), 0, 0, 0, 0, 0, 0, 0)
          .done(),
      1, false, List.of(), List.of());

  @BeforeEach
  void freshDriver() {
    StandIn.require();
    StandIn.reset();
  }

  @AfterEach
  void nextProcess() {
    StandIn.reset();
  }

  @Test
  void whatIsKnownRuns() {
    run(ZEROS, KIND, JobKind.ZEROS.ordinal());
    run(GROUP, OPCODE, Opcode.NEG.ordinal());
    assertEquals(List.of(), StandIn.messages());
    assertEquals(2, StandIn.launches());
  }

  @Test
  void aJobThatIsNotKnownStopsTheTape() {
    assertStopped(ZEROS, KIND, "tape, block 0,0,0: thread \\d+ traps at tape.cu:\\d+");
  }

  @Test
  void anOpcodeThatIsNotKnownStopsTheGroup() {
    assertStopped(GROUP, OPCODE, "elementwise, block 0,0,0: thread \\d+ traps at register_machine.cu:\\d+");
  }

  private static void assertStopped(Work.Job job, int place, String finding) {
    String message =
        String.valueOf(assertThrows(DeviceException.class, () -> run(job, place, UNKNOWN)).getMessage());
    assertTrue(message.contains("CUDA_ERROR_LAUNCH_FAILED (719); CUDA works no more in this process"), message);
    assertTrue(StandIn.messages().getLast().matches(finding), StandIn.messages()::getLast);
  }

  /** Runs a job, one byte of whose table is changed. */
  private static void run(Work.Job job, int place, int value) {
    try (Context context = Cuda.load().open(0); Arena arena = Arena.ofConfined()) {
      Stream stream = context.stream();
      DeviceMemory table = context.allocate(1 << 10);
      CallList list = CallList.joined(List.of(job), table.address(), 1);
      byte[] changed = list.table().clone();
      changed[place] = (byte) value;
      stream.upload(table.address(), arena.allocateFrom(ValueLayout.JAVA_BYTE, changed));
      Call.Kernel call = (Call.Kernel) list.calls().getFirst();
      MemorySegment parameter = arena.allocate(call.parameter().length, Long.BYTES);
      parameter.copyFrom(MemorySegment.ofArray(call.parameter()));
      stream.launch(context.load(Kernels.ptx()).function(call.entry()), call.blocks(), call.threads(), parameter);
      stream.synchronize();
    }
  }
}
