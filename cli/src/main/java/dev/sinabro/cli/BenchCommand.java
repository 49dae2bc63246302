package dev.sinabro.cli;

import dev.sinabro.cli.exit.ExitCode;
import dev.sinabro.cli.option.DeviceOption;
import dev.sinabro.data.Dataset;
import dev.sinabro.run.Device;
import dev.sinabro.train.StepTimer;
import dev.sinabro.train.Trainer;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sinabro bench}. */
@Command(name = "bench", hidden = true, description = "Times training steps of known networks on synthetic data.")
final class BenchCommand implements Callable<Integer> {
  @Spec
  private CommandSpec spec = CommandSpec.create();

  @Parameters(arity = "1..*", paramLabel = "W1,W2,...", split = ",", description = "Which networks.")
  private List<Workload> workloads = List.of();

  @Option(names = "--seconds", paramLabel = "S", defaultValue = "3", description = "How long to time each. Default: 3.")
  private double seconds;

  @Mixin
  private DeviceOption deviceOption = new DeviceOption();

  @Override
  public Integer call() {
    try (Device device = deviceOption.open()) {
      for (Workload workload : workloads) {
        time(workload, device);
      }
    }
    return ExitCode.DONE.code();
  }

  /** Median and minimum of a step in microseconds, and rows a second at the median. */
  private void time(Workload workload, Device device) {
    Dataset data = workload.data();
    try (Trainer trainer = Trainer.builder(workload.model()).optimizer(workload.optimizer()).on(device);
        StepTimer timer = new StepTimer(trainer, data, workload.batch())) {
      List<Double> sorted = timer.run(seconds).stream().sorted().toList();
      double median = sorted.get(sorted.size() / 2);
      spec.commandLine()
          .getOut()
          .printf("%s sinabro-%s %.1f us/step min %.1f %.0f samples/s%n", workload, device.info().name(), median * 1e6,
              sorted.getFirst() * 1e6, workload.batch() / median);
      spec.commandLine().getOut().flush();
    }
  }
}
