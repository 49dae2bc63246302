package dev.sinabro.cuda.kernel;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Calls in order, and the table in device memory that they refer to: the structs of jobs that share a launch.
 *
 * @param calls in order
 * @param table what has to stand at the address that the list was made for
 */
public record CallList(List<Call> calls, byte[] table) {
  private static final int BLOCK = 256;
  private static final int TAPE_BLOCK = 512;
  private static final int SHARE_BYTES = 16;
  private static final int PARAMETER_BYTES = 16;

  /**
   * The calls for some work in as few launches as there can be.
   *
   * @param table the address of the table
   * @param mostBlocks that the GPU has room for at a time
   */
  public static CallList joined(List<? extends Work> works, long table, int mostBlocks) {
    return of(Launch.joined(works), table, mostBlocks);
  }

  /** The calls for some work, a launch for each piece of it; the results have the same bits. */
  public static CallList separate(List<? extends Work> works, long table, int mostBlocks) {
    return of(Launch.separate(works), table, mostBlocks);
  }

  private static CallList of(List<Launch> launches, long table, int mostBlocks) {
    Table written = new Table(table);
    List<Call> calls = new ArrayList<>();
    for (Launch launch : launches) {
      calls.add(switch (launch) {
        case Launch.Multiplication(Work.Product product) -> new Call.Multiplication(product);
        case Launch.Alone(Work.Job job) ->
          new Call.Kernel(job.kind().entry(), Math.min(job.blocks(), mostBlocks), BLOCK, job.struct());
        case Launch.Placed(Work.Job job) ->
          new Call.Kernel(job.kind().entry(), Math.min(job.blocks(), mostBlocks), BLOCK,
              new StructWriter(Long.BYTES).wide(written.add(job.struct())).done());
        case Launch.Groups(List<Work.Job> jobs) -> groups(jobs, written, mostBlocks);
        case Launch.Tape(List<Work.Job> jobs) -> tape(jobs, written);
      });
    }
    return new CallList(List.copyOf(calls), written.bytes());
  }

  /** {@code Elementwises}: each group has blocks of its own. */
  private static Call groups(List<Work.Job> jobs, Table table, int mostBlocks) {
    StructWriter shares = new StructWriter(jobs.size() * SHARE_BYTES);
    int blocks = 0;
    for (Work.Job job : jobs) {
      int own = Math.min(job.blocks(), mostBlocks);
      shares.wide(table.add(job.struct())).whole(blocks, own);
      blocks += own;
    }
    byte[] parameter = new StructWriter(PARAMETER_BYTES).wide(table.add(shares.done())).whole(jobs.size(), 0).done();
    return new Call.Kernel(JobKind.ELEMENTWISE.entry(), blocks, BLOCK, parameter);
  }

  /** {@code Tape}: one block for all. */
  private static Call tape(List<Work.Job> jobs, Table table) {
    StructWriter entries = new StructWriter(jobs.size() * SHARE_BYTES);
    long start = table.end();
    jobs.forEach(job -> entries.wide(table.add(job.struct())).whole(job.kind().ordinal(), 0));
    int structs = Math.toIntExact(table.end() - start);
    byte[] parameter =
        new StructWriter(PARAMETER_BYTES).wide(table.add(entries.done())).whole(jobs.size(), structs).done();
    return new Call.Kernel("tape", 1, TAPE_BLOCK, parameter);
  }

  /** Structs one after the other, each aligned for its largest field. */
  private static final class Table {
    private static final int ALIGNMENT = 8;
    private final long address;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Table(long address) {
      this.address = address;
    }

    /** The address at which a struct will stand. */
    long add(byte[] struct) {
      long place = end();
      bytes.writeBytes(struct);
      bytes.writeBytes(new byte[-struct.length & ALIGNMENT - 1]);
      return place;
    }

    /** The address behind the last struct. */
    long end() {
      return address + bytes.size();
    }

    byte[] bytes() {
      return bytes.toByteArray();
    }
  }
}
