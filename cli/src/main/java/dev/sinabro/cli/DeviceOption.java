package dev.sinabro.cli;

import dev.sinabro.cli.exit.ExitCode;
import dev.sinabro.cli.exit.UserException;
import dev.sinabro.run.Device;
import dev.sinabro.run.Devices;
import picocli.CommandLine.Option;

/** Where to compute: the options that commands with a device share. */
final class DeviceOption {
  @Option(names = "--device", paramLabel = "DEVICE", defaultValue = "auto",
      description = "auto, cpu, cuda, cuda:1, ... or reference (slow, float64). A device that you name is never"
          + " replaced by another. Default: ${DEFAULT-VALUE}.")
  private String device = "auto";

  @Option(names = "--threads", paramLabel = "N", defaultValue = "0",
      description = "Threads that compute on a CPU. The results do not depend on it. Default: one for each processor.")
  private int threads;

  Device open() {
    if (threads < 0) {
      throw new UserException(ExitCode.USAGE, "--threads " + threads + ": expected a number of at least 0");
    }
    return Devices.open(device, threads);
  }
}
