package dev.sinabro.cuda;

import dev.sinabro.backend.Backend;
import dev.sinabro.backend.BackendProvider;
import dev.sinabro.backend.DeviceException;
import dev.sinabro.backend.DeviceOptions;
import dev.sinabro.backend.Probe;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;

/** NVIDIA GPUs. This version looks for a driver but does not compute there yet. */
public final class CudaProvider implements BackendProvider {
  private static final String DRIVER = "libcuda.so.1";

  private final String driver;

  /** The provider of this machine. */
  public CudaProvider() {
    this(DRIVER);
  }

  CudaProvider(String driver) {
    this.driver = driver;
  }

  @Override
  public String name() {
    return "cuda";
  }

  @Override
  public int rank() {
    return 20;
  }

  @Override
  public Probe probe() {
    return whyNot();
  }

  private Probe.Unusable whyNot() {
    if (!hasDriver()) {
      return new Probe.Unusable("no NVIDIA driver: " + driver + " is not on this machine",
          "use --device cpu: this version does not compute on GPUs yet");
    }
    return new Probe.Unusable("an NVIDIA driver is here, but this version of Sinabro does not compute on GPUs yet",
        "use --device cpu");
  }

  @SuppressWarnings("restricted")
  private boolean hasDriver() {
    try (Arena arena = Arena.ofConfined()) {
      SymbolLookup.libraryLookup(driver, arena);
      return true;
    } catch (IllegalArgumentException | IllegalCallerException absent) {
      return false;
    }
  }

  @Override
  public Backend open(DeviceOptions options) {
    Probe.Unusable unusable = whyNot();
    throw new DeviceException("device cuda cannot be used: " + unusable.reason() + "; " + unusable.remedy());
  }
}
