package dev.sinabro.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sinabro.backend.Backend;
import dev.sinabro.reference.ReferenceBackend;
import dev.sinabro.run.Device;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * What training has to do on each backend, with a subclass that opens it: the same bits from the same start however
 * often it is stopped, every row once an epoch, and the numbers that a computation in double arithmetic gives.
 */
public abstract class TrainingConformance implements PyTorchRuns, KnownFigures, SameBits, ToldEvents {
  @TempDir
  private Path folder = Path.of("");

  private WatchedBackend backend = new WatchedBackend(new ReferenceBackend());
  private Device device = new Device(backend, "");

  /** For a subclass. */
  protected TrainingConformance() {}

  /** Opens the backend under test; it is closed after each test. */
  protected abstract Backend open();

  @BeforeEach
  final void openDevice() {
    backend = new WatchedBackend(open());
    device = new Device(backend, "");
  }

  @AfterEach
  final void nothingIsLeftOnTheDevice() {
    assertEquals(0, backend.liveBytes(), "bytes that no close freed");
    assertEquals(0, backend.asyncUploads(), "data that fits was streamed");
    assertEquals(List.of(), backend.faults());
    device.close();
  }

  @Override
  public final Device device() {
    return device;
  }

  @Override
  public final WatchedBackend backend() {
    return backend;
  }

  @Override
  public final Path folder() {
    return folder;
  }

  @Override
  public final Backend another() {
    return open();
  }
}
