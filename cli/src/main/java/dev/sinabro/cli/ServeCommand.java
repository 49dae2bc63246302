package dev.sinabro.cli;

import dev.sinabro.cli.experiment.RunFolder;
import dev.sinabro.cli.experiment.TrainedModel;
import dev.sinabro.cli.option.DeviceOption;
import dev.sinabro.cli.option.ListenOption;
import dev.sinabro.cli.serve.InferenceServer;
import dev.sinabro.cli.serve.Limits;
import dev.sinabro.cli.terminal.Figures;
import dev.sinabro.run.Device;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sinabro serve}. */
@Command(name = "serve",
    description = "Answers requests for predictions over HTTP, by the Open Inference Protocol (KServe,"
        + " version 2, REST). There is no password: who reaches the address is answered.")
final class ServeCommand implements Callable<Integer> {
  private static final int MEBIBYTE = 1 << 20;
  private static final int MOST_MEBIBYTES = 1024;
  private static final int LONGEST_SECONDS = 3600;

  @Spec
  private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "RUN", description = "A run folder, or its model.safetensors.")
  private Path run = Path.of("");

  @Mixin
  private ListenOption listen = new ListenOption();

  @Option(names = "--name", paramLabel = "NAME",
      description = "Of the model in paths. Default: that of the run folder.")
  private @Nullable String name;

  @Option(names = "--batch", paramLabel = "N", defaultValue = "64",
      description = "Rows of different requests that are computed together, at most. Default: ${DEFAULT-VALUE}.")
  private int batch;

  @Option(names = "--delay", paramLabel = "MS", defaultValue = "2",
      description = "Milliseconds that a request waits for others that are being read. Default: ${DEFAULT-VALUE}.")
  private double delay;

  @Option(names = "--max-body", paramLabel = "MB", defaultValue = "8",
      description = "Size of a request in MiB, at most. Default: ${DEFAULT-VALUE}.")
  private int body;

  @Option(names = "--max-requests", paramLabel = "N", defaultValue = "64",
      description = "Requests at the same time; others are told to try again. Default: ${DEFAULT-VALUE}.")
  private int requests;

  @Option(names = "--timeout", paramLabel = "S", defaultValue = "10",
      description = "Seconds that a request may take. Default: ${DEFAULT-VALUE}.")
  private int timeout;

  @Mixin
  private DeviceOption deviceOption = new DeviceOption();

  @Override
  public Integer call() throws IOException, InterruptedException {
    InetSocketAddress address = listen.address();
    Limits limits = limits();
    PrintWriter out = spec.commandLine().getOut();
    try (Device device = deviceOption.open();
        TrainedModel model = new TrainedModel(RunFolder.modelOf(run), device);
        InferenceServer server = listening(address, model, limits);
        ShutdownSignals signals = new ShutdownSignals(server::stop)) {
      out.printf("serving  http://%s:%d/v2/models/%s · %s%n", listen.host(), server.address().getPort(), name(),
          device);
      out.flush();
      server.run(() -> {
        out.println("ready");
        out.flush();
      });
      out.printf("done     %s requests%n", Figures.count(server.requests()));
      return signals.exitCode().code();
    }
  }

  private String name() {
    Path path = run.toAbsolutePath().normalize();
    Path folder = Files.isRegularFile(path) ? path.getParent() : path;
    return Optional.ofNullable(name).orElse(String.valueOf(folder.getFileName()));
  }

  private InferenceServer listening(InetSocketAddress address, TrainedModel model, Limits limits) throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    try {
      return new InferenceServer(address, model, name(), Version.number(), limits, fault -> {
        err.println("sinabro: a request failed: " + fault);
        err.flush();
      });
    } catch (BindException taken) {
      throw listen.taken(taken);
    }
  }

  private Limits limits() {
    require(batch >= 1 && batch <= Limits.MOST_ROWS_AT_ONCE,
        "--batch " + batch + ": expected 1 to " + Limits.MOST_ROWS_AT_ONCE);
    require(delay >= 0 && delay <= LONGEST_SECONDS, "--delay " + delay + ": expected milliseconds from 0");
    require(body >= 1 && body <= MOST_MEBIBYTES, "--max-body " + body + ": expected 1 to " + MOST_MEBIBYTES + " MiB");
    require(requests >= 1, "--max-requests " + requests + ": expected 1 at least");
    require(timeout >= 1 && timeout <= LONGEST_SECONDS, "--timeout " + timeout + ": expected 1 to " + LONGEST_SECONDS
        + " seconds");
    return new Limits(body * MEBIBYTE, requests, Duration.ofSeconds(timeout), batch,
        Duration.ofNanos(Math.round(delay * 1e6)));
  }

  private void require(boolean holds, String message) {
    if (!holds) {
      throw new ParameterException(spec.commandLine(), message);
    }
  }
}
