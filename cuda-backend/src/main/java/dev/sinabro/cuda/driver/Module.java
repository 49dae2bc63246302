package dev.sinabro.cuda.driver;

import jcuda.driver.CUfunction;
import jcuda.driver.CUmodule;
import jcuda.driver.JCudaDriver;

/** Kernels that the driver has translated for a GPU. */
public final class Module extends Handle {
  private final CUmodule module;

  Module(Context context, CUmodule module) {
    super(context);
    this.module = module;
  }

  /**
   * The kernel of that name.
   *
   * @throws dev.sinabro.backend.DeviceException where the module has none
   */
  public Function function(String entry) {
    context().makeCurrent();
    CUfunction function = new CUfunction();
    Status.check(JCudaDriver.cuModuleGetFunction(function, module, entry), "looking up the kernel", entry);
    return new Function(entry, function);
  }

  @Override
  void release() {
    JCudaDriver.cuModuleUnload(module);
  }
}
