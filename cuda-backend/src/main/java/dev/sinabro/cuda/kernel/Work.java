package dev.sinabro.cuda.kernel;

import java.util.List;

/** A part of a step, or all of it, as the GPU executes it. */
public sealed interface Work {

  /** What it reads. */
  List<Bytes> reads();

  /** What it writes. */
  List<Bytes> writes();

  /**
   * A job of our own kernels.
   *
   * @param struct the kernel's parameter
   * @param blocks that it is worth; more than the GPU has room for take turns
   * @param small whether one block does it in less time than a launch takes
   */
  record Job(JobKind kind, byte[] struct, int blocks, boolean small, List<Bytes> reads, List<Bytes> writes)
      implements Work {
    /** Keeps copies of the lists. */
    public Job {
      reads = List.copyOf(reads);
      writes = List.copyOf(writes);
    }
  }

  /**
   * A matrix product for cuBLAS, row-major: {@code [batch, m, k] x [batch, k, n] -> [batch, m, n]}, each operand
   * transposed where it says so.
   *
   * @param a the address of the first operand
   * @param b of the second
   * @param c of the result
   */
  record Product(boolean transposeA, boolean transposeB, int m, int n, int k, int batch, long a, long b, long c,
      List<Bytes> reads, List<Bytes> writes) implements Work {
    /** Keeps copies of the lists. */
    public Product {
      reads = List.copyOf(reads);
      writes = List.copyOf(writes);
    }
  }

  /** The same work by the general way: with a launch of its own, as far as there is one, and decoded as it runs. */
  default Work general() {
    return switch (this) {
      case Product product -> product;
      case Job job when job.kind == JobKind.SMALL_PRODUCT -> job;
      case Job job when job.kind == JobKind.ELEMENTWISE ->
        new Job(job.kind, Elementwise.decoded(job.struct), job.blocks, false, job.reads, job.writes);
      case Job job -> new Job(job.kind, job.struct, job.blocks, false, job.reads, job.writes);
    };
  }

  /** Whether the order of the two matters. */
  default boolean conflictsWith(Work other) {
    return overlap(writes(), other.writes()) || overlap(writes(), other.reads()) || overlap(reads(), other.writes());
  }

  private static boolean overlap(List<Bytes> some, List<Bytes> others) {
    for (Bytes one : some) {
      for (Bytes other : others) {
        if (one.overlaps(other)) {
          return true;
        }
      }
    }
    return false;
  }
}
