package dev.sinabro.cuda.standin;

import java.nio.file.Path;
import jcuda.driver.JCudaDriver;
import jcuda.jcublas.JCublas2;

/** Loads JCuda for the tests of the stand-in, with its native libraries from the folder that was built. */
final class JCudaNatives {
  private JCudaNatives() {}

  /** JCuda unpacks into java.io.tmpdir what is not there yet: pointed at the unpacked libraries, it only loads them. */
  @SuppressWarnings("restricted")
  static synchronized void load() {
    Path natives = StandIn.folder().resolve("natives");
    StandInBuild.NATIVES.forEach(name -> System.load(natives.resolve(name).toString()));
    String before = System.getProperty("java.io.tmpdir");
    System.setProperty("java.io.tmpdir", natives.toString());
    try {
      JCudaDriver.setExceptionsEnabled(false);
      JCublas2.setExceptionsEnabled(false);
    } finally {
      System.setProperty("java.io.tmpdir", before);
    }
  }
}
