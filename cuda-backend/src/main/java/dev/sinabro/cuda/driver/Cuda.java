package dev.sinabro.cuda.driver;

import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR;
import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR;
import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT;

import dev.sinabro.backend.DeviceException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import jcuda.driver.CUdevice;
import jcuda.driver.JCudaDriver;
import org.jspecify.annotations.Nullable;

/** CUDA on this machine: the driver, its GPUs, and cuBLAS. */
public final class Cuda {
  private static final int LEAST_DRIVER = 12000;

  private static @Nullable Cuda loaded;

  private final Libraries libraries;
  private final int driverVersion;
  private final String cublasVersion;
  private final List<Gpu> gpus;
  private double loadSeconds;

  private Cuda(Libraries libraries, int driverVersion, String cublasVersion, List<Gpu> gpus) {
    this.libraries = libraries;
    this.driverVersion = driverVersion;
    this.cublasVersion = cublasVersion;
    this.gpus = List.copyOf(gpus);
  }

  /**
   * Loads what is needed and looks for GPUs, without a context on any of them; does nothing where that was done. It may
   * be tried again after a failure.
   *
   * @throws UnusableException where something is missing, with the reason and the remedy
   */
  public static Cuda load() {
    return load(Libraries.ofThisMachine());
  }

  /** As {@link #load()}, with libraries of other names or places. */
  public static synchronized Cuda load(Libraries libraries) {
    Cuda known = loaded;
    if (known != null && known.libraries.equals(libraries)) {
      return known;
    }
    try {
      long start = System.nanoTime();
      Cuda cuda = loaded(libraries);
      cuda.loadSeconds = (System.nanoTime() - start) * 1e-9;
      loaded = cuda;
      return cuda;
    } catch (IllegalCallerException e) {
      throw new UnusableException("Java does not allow native code: " + e.getMessage(),
          "start it with --enable-native-access=ALL-UNNAMED");
    } catch (LinkageError e) {
      throw new UnusableException("JCuda cannot be used: " + e,
          "add org.jcuda:jcuda, jcublas, jcuda-natives and jcublas-natives to the class path, all of one version");
    } catch (DeviceException e) {
      throw new UnusableException("cuBLAS cannot be used: " + e.getMessage(), "install it anew");
    }
  }

  private static Cuda loaded(Libraries libraries) {
    libraries.requirePlatform();
    libraries.requireDriver();
    JCuda.loadDriver(libraries);
    int driverVersion = checkedDriver();
    List<Gpu> gpus = checkedGpus();
    libraries.requireCublas();
    JCuda.loadCublas(libraries);
    return new Cuda(libraries, driverVersion, Cublas.libraryVersion(), gpus);
  }

  private static int checkedDriver() {
    int[] version = new int[1];
    int status = JCudaDriver.cuDriverGetVersion(version);
    if (status == 0 && version[0] < LEAST_DRIVER) {
      throw new UnusableException("the NVIDIA driver is too old: it supports CUDA " + text(version[0])
          + ", and CUDA 12 is needed", "update the NVIDIA driver to version 525 or newer");
    }
    check(status);
    check(JCudaDriver.cuInit(0));
    return version[0];
  }

  private static List<Gpu> checkedGpus() {
    int[] count = new int[1];
    check(JCudaDriver.cuDeviceGetCount(count));
    check(count[0] == 0 ? Status.NO_DEVICE : 0);
    List<Gpu> gpus = new ArrayList<>();
    for (int index = 0; index < count[0]; index++) {
      gpus.add(gpu(index));
    }
    if (gpus.stream().noneMatch(Gpu::isSupported)) {
      throw new UnusableException("no GPU is new enough: "
          + gpus.stream().map(gpu -> gpu.name() + " has compute capability " + gpu.capability())
              .collect(Collectors.joining(", "))
          + ", and " + Gpu.LEAST_CAPABILITY + " is needed",
          "use --device cpu, or a GPU of the Turing generation or newer");
    }
    return gpus;
  }

  private static Gpu gpu(int index) {
    CUdevice device = new CUdevice();
    check(JCudaDriver.cuDeviceGet(device, index));
    byte[] name = new byte[256];
    check(JCudaDriver.cuDeviceGetName(name, name.length, device));
    long[] bytes = new long[1];
    check(JCudaDriver.cuDeviceTotalMem(bytes, device));
    String text = new String(name, StandardCharsets.UTF_8);
    return new Gpu(index, text.substring(0, Math.max(0, text.indexOf('\0'))),
        attribute(CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR, device),
        attribute(CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR, device), bytes[0],
        attribute(CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT, device));
  }

  private static int attribute(int which, CUdevice device) {
    int[] value = new int[1];
    check(JCudaDriver.cuDeviceGetAttribute(value, which, device));
    return value[0];
  }

  private static void check(int status) {
    String visible = System.getenv("CUDA_VISIBLE_DEVICES");
    if (status == Status.NO_DEVICE && visible != null) {
      throw new UnusableException(
          "an NVIDIA driver is here, but no GPU is visible: CUDA_VISIBLE_DEVICES is '" + visible + "'",
          "unset CUDA_VISIBLE_DEVICES, or set it to the number of a GPU that nvidia-smi lists");
    }
    if (status == Status.NO_DEVICE) {
      throw new UnusableException("an NVIDIA driver is here, but it finds no GPU", Status.remedy(status));
    }
    if (status != 0) {
      throw new UnusableException("the NVIDIA driver does not start: " + Status.name(status), Status.remedy(status));
    }
  }

  /** The version of CUDA that the driver supports: 12060 is 12.6. */
  public int driverVersion() {
    return driverVersion;
  }

  /** Of all that is underneath, for a bug report. */
  public Map<String, String> versions() {
    return Map.of("cuda", text(driverVersion), "cublas", cublasVersion, "jcuda", JCuda.version());
  }

  private static String text(int version) {
    return version / 1000 + "." + version % 1000 / 10;
  }

  /** How long it took to load the libraries and to start the driver. */
  public double loadSeconds() {
    return loadSeconds;
  }

  /** The GPUs, by index; at least one of them is supported. */
  public List<Gpu> gpus() {
    return gpus;
  }

  /**
   * Opens a GPU.
   *
   * @throws dev.sinabro.backend.DeviceException where that fails, with the reason and the remedy
   * @throws IndexOutOfBoundsException where there is no such GPU
   */
  public Context open(int index) {
    return Context.of(gpus.get(index));
  }
}
