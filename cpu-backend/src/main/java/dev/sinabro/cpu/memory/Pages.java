package dev.sinabro.cpu.memory;

import dev.sinabro.backend.DeviceException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Memory straight from the operating system: zeroed only when first touched, and in huge pages where it is large, which
 * saves most of the page faults and TLB misses of a sweep over all parameters.
 */
public final class Pages {
  private static final long PAGE = 4096;
  private static final long HUGE_PAGE = 2L << 20;
  private static final int PROT_READ_WRITE = 1 | 2;
  private static final int MAP_PRIVATE_ANONYMOUS = 0x02 | 0x20;
  private static final int MADV_HUGEPAGE = 14;
  private static final MethodHandle MMAP = handle("mmap", FunctionDescriptor.of(ValueLayout.JAVA_LONG,
      ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT,
      ValueLayout.JAVA_LONG));
  private static final MethodHandle MADVISE = handle("madvise", FunctionDescriptor.of(ValueLayout.JAVA_INT,
      ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT));
  private static final MethodHandle MUNMAP = handle("munmap",
      FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));

  private Pages() {}

  @SuppressWarnings("restricted")
  private static MethodHandle handle(String function, FunctionDescriptor descriptor) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(function), descriptor);
  }

  /**
   * Memory of {@code bytes}, all 0, at a multiple of 4096, given back when the arena is closed. A vector that begins within
   * it can be read and written in full: at least 64 bytes follow its end.
   *
   * @throws DeviceException where the operating system refuses
   */
  @SuppressWarnings("restricted")
  public static MemorySegment allocate(long bytes, Arena arena) {
    long granule = bytes >= HUGE_PAGE ? HUGE_PAGE : PAGE;
    long mapped = Math.addExact(bytes, 64 + granule - 1) / granule * granule;
    long address = map(mapped);
    if (address < 0 && address > -PAGE) {
      throw new DeviceException(
          "the operating system has no %,d bytes left; use a smaller batch or model".formatted(bytes));
    }
    if (granule == HUGE_PAGE) {
      advise(address, mapped);
    }
    return MemorySegment.ofAddress(address).reinterpret(bytes, arena, _ -> unmap(address, mapped));
  }

  private static long map(long bytes) {
    try {
      return (long) MMAP.invokeExact(0L, bytes, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS, -1, 0L);
    } catch (Throwable e) {
      throw new DeviceException("mmap cannot be called", e);
    }
  }

  /** Advice that is not taken changes nothing but speed, so its status is not looked at. */
  private static void advise(long address, long bytes) {
    try {
      int _ = (int) MADVISE.invokeExact(address, bytes, MADV_HUGEPAGE);
    } catch (Throwable e) {
      throw new DeviceException("madvise cannot be called", e);
    }
  }

  private static void unmap(long address, long bytes) {
    try {
      int _ = (int) MUNMAP.invokeExact(address, bytes);
    } catch (Throwable e) {
      throw new DeviceException("munmap cannot be called", e);
    }
  }
}
