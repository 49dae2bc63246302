package dev.sinabro.cpu;

import dev.sinabro.backend.Backend;
import dev.sinabro.backend.BackendProvider;
import dev.sinabro.backend.DeviceException;
import dev.sinabro.backend.DeviceOptions;
import dev.sinabro.backend.Probe;
import dev.sinabro.cpu.blas.OpenBlas;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Offers the CPU, which is taken where there is nothing faster. */
public final class CpuProvider implements BackendProvider {
  static final String NAME = "cpu";

  /** The provider, as {@link java.util.ServiceLoader} makes it. */
  public CpuProvider() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int rank() {
    return 10;
  }

  @Override
  public Probe probe() {
    String system = System.getProperty("os.name") + " " + System.getProperty("os.arch");
    if (!system.equals("Linux amd64")) {
      return new Probe.Unusable("this is " + system, "use Linux on x86-64, or the device named reference");
    }
    try {
      OpenBlas.load();
      return new Probe.Usable(
          List.of(CpuBackend.description(Runtime.getRuntime().availableProcessors(), Arithmetic.chosen())),
          Map.of("openblas", OpenBlas.version(), "openblas core", OpenBlas.core(), "java",
              Runtime.version().toString()));
    } catch (DeviceException | LinkageError | IllegalCallerException e) {
      return new Probe.Unusable(Objects.toString(e.getMessage(), e.toString()),
          "run java with --enable-native-access=ALL-UNNAMED, and with org.bytedeco:openblas:linux-x86_64 on the class path");
    }
  }

  @Override
  public Backend open(DeviceOptions options) {
    if (options.index() != 0) {
      throw new DeviceException("there is one CPU, of index 0, not " + options.index() + "; leave out the index");
    }
    return switch (probe()) {
      case Probe.Unusable unusable ->
        throw new DeviceException("the CPU cannot be used: " + unusable.reason() + "; " + unusable.remedy());
      case Probe.Usable _ -> new CpuBackend(
          options.threads() == 0 ? Runtime.getRuntime().availableProcessors() : options.threads(), Arithmetic.chosen());
    };
  }
}
