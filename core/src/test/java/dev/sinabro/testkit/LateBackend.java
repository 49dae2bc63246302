package dev.sinabro.testkit;

import dev.sinabro.backend.Backend;
import dev.sinabro.backend.BackendInfo;
import dev.sinabro.backend.Buffer;
import dev.sinabro.backend.Executable;
import dev.sinabro.backend.Profile;
import dev.sinabro.backend.Upload;
import dev.sinabro.compile.Program;
import dev.sinabro.compile.Region;
import dev.sinabro.compile.Step;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A backend whose runs and asynchronous uploads happen as late as the contract permits: in order, when something waits
 * for them. Who changes staging memory too early then uploads what it became.
 */
public final class LateBackend implements Backend {
  private final Backend inner;
  private final Deque<Runnable> started = new ArrayDeque<>();

  /** Passes on to {@code inner}, late. */
  public LateBackend(Backend inner) {
    this.inner = inner;
  }

  private void finish() {
    while (!started.isEmpty()) {
      started.remove().run();
    }
  }

  private void finishUntil(Runnable last) {
    while (started.contains(last)) {
      started.remove().run();
    }
  }

  @Override
  public BackendInfo info() {
    return inner.info();
  }

  @Override
  public boolean supports(Step step) {
    return inner.supports(step);
  }

  @Override
  public Buffer allocate(long bytes) {
    return new LateBuffer(inner.allocate(bytes));
  }

  @Override
  public MemorySegment staging(long bytes, Arena arena) {
    return inner.staging(bytes, arena);
  }

  @Override
  public Executable compile(Program program) {
    return new LateExecutable(inner.compile(program));
  }

  @Override
  public void close() {
    finish();
    inner.close();
  }

  private final class LateBuffer implements Buffer {
    private final Buffer buffer;

    LateBuffer(Buffer buffer) {
      this.buffer = buffer;
    }

    @Override
    public long byteSize() {
      return buffer.byteSize();
    }

    @Override
    public void upload(long offset, MemorySegment source) {
      finish();
      buffer.upload(offset, source);
    }

    @Override
    public Upload uploadAsync(long offset, MemorySegment source) {
      Runnable copy = () -> buffer.upload(offset, source);
      started.add(copy);
      return () -> finishUntil(copy);
    }

    @Override
    public void download(long offset, MemorySegment target) {
      finish();
      buffer.download(offset, target);
    }

    @Override
    public void close() {
      finish();
      buffer.close();
    }
  }

  private final class LateExecutable implements Executable {
    private final Executable executable;

    LateExecutable(Executable executable) {
      this.executable = executable;
    }

    @Override
    public void bind(Region region, Buffer buffer) {
      started.add(() -> executable.bind(region, ((LateBuffer) buffer).buffer));
    }

    @Override
    public void run() {
      started.add(executable::run);
    }

    @Override
    public void synchronize() {
      finish();
      executable.synchronize();
    }

    @Override
    public Profile profile() {
      finish();
      return executable.profile();
    }

    @Override
    public void close() {
      finish();
      executable.close();
    }
  }
}
