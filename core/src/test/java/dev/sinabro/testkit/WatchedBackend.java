package dev.sinabro.testkit;

import dev.sinabro.backend.Backend;
import dev.sinabro.backend.BackendInfo;
import dev.sinabro.backend.Buffer;
import dev.sinabro.backend.DeviceException;
import dev.sinabro.backend.Executable;
import dev.sinabro.backend.Profile;
import dev.sinabro.backend.Upload;
import dev.sinabro.compile.Program;
import dev.sinabro.compile.Region;
import dev.sinabro.compile.Step;
import dev.sinabro.graph.DType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.function.Predicate;

/**
 * A backend that passes everything on to another one, counts what lives on it, and can pretend to have little memory, to
 * compute in another real type, or let a test act at a certain run or upload.
 */
public final class WatchedBackend implements Backend {
  private final Backend inner;
  private final DType floatType;
  private final Set<WatchedBuffer> buffers = new HashSet<>();
  private final List<MemorySegment> staging = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();
  private long memory = Long.MAX_VALUE;
  private boolean reportsWhatIsLeft = true;
  private boolean hasStaging = true;
  private Predicate<Step> supported = _ -> true;
  private IntConsumer onRun = number -> {};
  private Runnable onUpload = () -> {};
  private int runs;
  private int asyncUploads;

  /** Passes on to {@code inner}. */
  public WatchedBackend(Backend inner) {
    this(inner, inner.info().floatType());
  }

  /** Passes on to {@code inner} programs of a certain real type. */
  public WatchedBackend(Backend inner, DType floatType) {
    this.inner = inner;
    this.floatType = floatType;
  }

  /** Refuses other steps from now on. */
  public WatchedBackend refusingAllBut(Predicate<Step> steps) {
    supported = steps;
    return this;
  }

  /**
   * Has only so many bytes from now on; more cannot be allocated.
   *
   * @param reports whether the free bytes that it tells shrink with what is allocated, or are always all of them
   */
  public WatchedBackend limitedTo(long bytes, boolean reports) {
    memory = bytes;
    reportsWhatIsLeft = reports;
    return this;
  }

  /** Has no staging memory from now on. */
  public void withoutStaging() {
    hasStaging = false;
  }

  /** Calls {@code action} before each run, with its number from 1 on. */
  public void onRun(IntConsumer action) {
    runs = 0;
    onRun = action;
  }

  /** Calls {@code action} before each upload. */
  public void onUpload(Runnable action) {
    onUpload = action;
  }

  /** Bytes of the buffers that live. */
  public long liveBytes() {
    return buffers.stream().mapToLong(WatchedBuffer::byteSize).sum();
  }

  /** Bytes of the staging memory that lives. */
  public long liveStagingBytes() {
    return staging.stream().filter(memory -> memory.scope().isAlive()).mapToLong(MemorySegment::byteSize).sum();
  }

  /** How many asynchronous uploads were started. */
  public int asyncUploads() {
    return asyncUploads;
  }

  /** Runs of programs on memory that was freed before. */
  public List<String> faults() {
    return List.copyOf(faults);
  }

  @Override
  public BackendInfo info() {
    BackendInfo info = inner.info();
    long free = memory == Long.MAX_VALUE ? info.freeBytes() : reportsWhatIsLeft ? memory - liveBytes() : memory;
    return new BackendInfo(info.name(), info.description(), floatType, free);
  }

  @Override
  public boolean supports(Step step) {
    return supported.test(step) && inner.supports(step);
  }

  @Override
  public Buffer allocate(long bytes) {
    if (bytes > memory - liveBytes()) {
      throw new DeviceException(bytes + " bytes do not fit beside " + liveBytes() + " of " + memory);
    }
    WatchedBuffer buffer = new WatchedBuffer(inner.allocate(bytes));
    buffers.add(buffer);
    return buffer;
  }

  @Override
  public MemorySegment staging(long bytes, Arena arena) {
    if (!hasStaging) {
      throw new DeviceException("there are no " + bytes + " bytes of staging memory");
    }
    MemorySegment memory = inner.staging(bytes, arena);
    staging.add(memory);
    return memory;
  }

  @Override
  public Executable compile(Program program) {
    return new WatchedExecutable(inner.compile(program));
  }

  @Override
  public void close() {
    inner.close();
  }

  private final class WatchedBuffer implements Buffer {
    private final Buffer buffer;

    WatchedBuffer(Buffer buffer) {
      this.buffer = buffer;
    }

    @Override
    public long byteSize() {
      return buffer.byteSize();
    }

    @Override
    public void upload(long offset, MemorySegment source) {
      onUpload.run();
      buffer.upload(offset, source);
    }

    @Override
    public Upload uploadAsync(long offset, MemorySegment source) {
      asyncUploads++;
      return buffer.uploadAsync(offset, source);
    }

    @Override
    public void download(long offset, MemorySegment target) {
      buffer.download(offset, target);
    }

    @Override
    public void close() {
      buffers.remove(this);
      buffer.close();
    }
  }

  private final class WatchedExecutable implements Executable {
    private final Executable executable;
    private final Map<Region, WatchedBuffer> regions = new EnumMap<>(Region.class);
    private boolean closed;

    WatchedExecutable(Executable executable) {
      this.executable = executable;
    }

    @Override
    public void bind(Region region, Buffer buffer) {
      if (closed) {
        faults.add("a closed executable was bound");
      }
      WatchedBuffer watched = (WatchedBuffer) buffer;
      regions.put(region, watched);
      executable.bind(region, watched.buffer);
    }

    @Override
    public void run() {
      onRun.accept(++runs);
      check();
      executable.run();
    }

    private void check() {
      regions.forEach((region, buffer) -> {
        if (!buffers.contains(buffer)) {
          faults.add("a program ran with region " + region + " freed");
        }
      });
    }

    @Override
    public void synchronize() {
      executable.synchronize();
    }

    @Override
    public Profile profile() {
      check();
      return executable.profile();
    }

    @Override
    public void close() {
      closed = true;
      executable.close();
    }
  }
}
