package dev.sinabro.cuda;

import dev.sinabro.backend.Backend;
import dev.sinabro.backend.BackendInfo;
import dev.sinabro.backend.BackendProvider;
import dev.sinabro.backend.DeviceException;
import dev.sinabro.backend.DeviceOptions;
import dev.sinabro.backend.Probe;
import dev.sinabro.cuda.driver.Context;
import dev.sinabro.cuda.driver.Cuda;
import dev.sinabro.cuda.driver.Gpu;
import dev.sinabro.cuda.driver.Libraries;
import dev.sinabro.cuda.driver.UnusableException;

/** NVIDIA GPUs of compute capability 7.5 or newer, with a driver for CUDA 12 or newer, on Linux x86-64. */
public final class CudaProvider implements BackendProvider {
  static final String NAME = "cuda";

  private final Libraries libraries;

  /** The provider of this machine. */
  public CudaProvider() {
    this(Libraries.ofThisMachine());
  }

  CudaProvider(Libraries libraries) {
    this.libraries = libraries;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int rank() {
    return 20;
  }

  @Override
  public Probe probe() {
    try {
      Cuda cuda = Cuda.load(libraries);
      return new Probe.Usable(cuda.gpus().stream().map(Gpu::description).toList(), cuda.versions());
    } catch (UnusableException e) {
      return new Probe.Unusable(e.reason(), e.remedy());
    }
  }

  @Override
  public Backend open(DeviceOptions options) {
    Cuda cuda = load();
    int index = options.index();
    if (index >= cuda.gpus().size()) {
      throw new DeviceException("device cuda:" + index + " cannot be used: there are " + cuda.gpus().size()
          + " GPU(s), numbered from 0; see sinabro devices");
    }
    Gpu gpu = cuda.gpus().get(index);
    if (!gpu.isSupported()) {
      throw new DeviceException("device cuda:" + index + " cannot be used: " + gpu.name() + " has compute capability "
          + gpu.capability() + ", and " + Gpu.LEAST_CAPABILITY + " is needed; use " + supported(cuda) + "--device cpu");
    }
    long start = System.nanoTime();
    Context context = cuda.open(index);
    try {
      double seconds = cuda.loadSeconds() + (System.nanoTime() - start) * 1e-9;
      return new CudaBackend(context, options, true, new BackendInfo.Phase("driver", seconds));
    } catch (RuntimeException e) {
      context.close();
      throw e;
    }
  }

  /** The first GPU that can be used, for a list of what to use instead. */
  private static String supported(Cuda cuda) {
    return cuda.gpus().stream().filter(Gpu::isSupported).findFirst()
        .map(gpu -> "--device cuda:" + gpu.index() + " or ").orElse("");
  }

  private Cuda load() {
    try {
      return Cuda.load(libraries);
    } catch (UnusableException e) {
      throw new DeviceException("device cuda cannot be used: " + e.getMessage(), e);
    }
  }
}
