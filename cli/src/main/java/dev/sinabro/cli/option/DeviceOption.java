package dev.sinabro.cli.option;

import dev.sinabro.backend.DeviceOptions;
import dev.sinabro.backend.MatmulPrecision;
import dev.sinabro.cli.config.Nearest;
import dev.sinabro.cli.exit.ExitCode;
import dev.sinabro.cli.exit.UserException;
import dev.sinabro.run.Device;
import dev.sinabro.run.Devices;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where and how to compute: the options that commands with a device share. */
public final class DeviceOption {
  /** Each step is waited for. */
  private static final int CHECKED = 2;

  @Option(names = "--device", paramLabel = "DEVICE", defaultValue = "auto",
      description = "auto, cpu, cuda, cuda:1, ... or reference (slow, float64). A device that you name is never"
          + " replaced by another. Default: ${DEFAULT-VALUE}.")
  private String device = "auto";

  @Option(names = "--threads", paramLabel = "N", defaultValue = "0",
      description = "Threads that compute on a CPU. The results do not depend on it. Default: one for each processor.")
  private int threads;

  @Option(names = "--matmul-precision", paramLabel = "P",
      description = "Of the factors of matrix products on a GPU: fp32, tf32 or bf16 (train.matmul-precision).")
  private @Nullable String precision;

  @Option(names = "--no-capture", description = "A GPU is given each kernel again, rather than replaying a step as one"
      + " graph.")
  private boolean uncaptured;

  @Option(names = "--debug", paramLabel = "LEVEL", defaultValue = "0",
      description = "2: waits for each step of a program, so that a failure names it, and lists the time of each step"
          + " of a training; slow.")
  private int debug;

  /** As {@link #open(MatmulPrecision)}, in full precision where the command line says nothing. */
  public Device open() {
    return open(MatmulPrecision.FP32);
  }

  /** @param configured the precision where the command line says nothing */
  public Device open(MatmulPrecision configured) {
    if (threads < 0) {
      throw new UserException(ExitCode.USAGE, "--threads " + threads + ": expected a number of at least 0");
    }
    if (debug != 0 && debug != CHECKED) {
      throw new UserException(ExitCode.USAGE, "--debug " + debug + ": expected 0 or " + CHECKED);
    }
    DeviceOptions options = DeviceOptions.DEFAULT.withThreads(threads)
        .withPrecision(precision == null ? configured : parsed(precision));
    if (uncaptured) {
      options = options.withoutCapture();
    }
    return Devices.open(device, isChecked() ? options.withChecks() : options);
  }

  /** As {@link #open(MatmulPrecision)}, on another device than the best one where the command line names none. */
  public Device open(MatmulPrecision configured, String usual) {
    device = device.equals("auto") ? usual : device;
    return open(configured);
  }

  /** Whether each step is waited for, and so can be timed. */
  public boolean isChecked() {
    return debug == CHECKED;
  }

  /** The precision that the command line asks for. */
  public Optional<String> precision() {
    return Optional.ofNullable(precision);
  }

  private static MatmulPrecision parsed(String word) {
    List<String> words =
        Arrays.stream(MatmulPrecision.values()).map(one -> one.name().toLowerCase(Locale.ROOT)).toList();
    int index = words.indexOf(word);
    if (index < 0) {
      throw new UserException(ExitCode.USAGE, "--matmul-precision " + word + ": " + Nearest.hint(word, words));
    }
    return MatmulPrecision.values()[index];
  }
}
