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
   * Matrices in memory.
   *
   * @param address of the first element
   * @param transposed whether not rows, but columns are stored in one piece
   * @param leading elements from one row, or column, to the next
   * @param stride elements from one matrix to the next
   */
  record Matrix(long address, boolean transposed, int leading, long stride) {}

  /** Matrix products for cuBLAS, row-major: {@code [batch, m, k] x [batch, k, n] -> [batch, m, n]}. */
  record Product(Matrix a, Matrix b, Matrix c, int m, int n, int k, int batch, List<Bytes> reads, List<Bytes> writes)
      implements Work {
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
