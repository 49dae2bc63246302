package dev.sinabro.cli;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.sinabro.backend.BackendInfo;
import dev.sinabro.backend.BackendProvider;
import dev.sinabro.backend.DeviceException;
import dev.sinabro.backend.Probe;
import dev.sinabro.cli.exit.ExitCode;
import dev.sinabro.cli.terminal.Figures;
import dev.sinabro.run.Device;
import dev.sinabro.run.Devices;
import dev.sinabro.run.SelfTest;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sinabro devices}. */
@Command(name = "devices", description = "Tests each device: PASS, or why not and what mends it.")
final class DevicesCommand implements Callable<Integer> {
  @Spec
  private CommandSpec spec = CommandSpec.create();

  @Option(names = "--json", description = "Prints JSON.")
  private boolean json;

  /** What is known of a backend: usable or not, right or wrong. */
  private sealed interface Finding {
    record Passed(BackendInfo info) implements Finding {}

    record Failed(String device, String reason) implements Finding {}

    record Unusable(String reason, String remedy) implements Finding {}
  }

  @Override
  public Integer call() {
    Map<String, Finding> findings = new LinkedHashMap<>();
    Map<String, String> versions = versions();
    for (BackendProvider provider : Devices.providers()) {
      findings.putAll(findings(provider, versions));
    }
    PrintWriter out = spec.commandLine().getOut();
    out.print(json ? asJson(findings, versions) : asText(findings, versions));
    out.flush();
    return findings.values().stream().anyMatch(Finding.Failed.class::isInstance)
        ? ExitCode.CHECK.code()
        : ExitCode.DONE.code();
  }

  private static Map<String, String> versions() {
    Map<String, String> versions = new TreeMap<>();
    versions.put("sinabro", Version.number());
    versions.put("java", System.getProperty("java.vendor") + " " + System.getProperty("java.version"));
    versions.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
        + System.getProperty("os.arch"));
    return versions;
  }

  /** By the name that selects a device, which has a number where there are several. */
  private static Map<String, Finding> findings(BackendProvider provider, Map<String, String> versions) {
    return switch (provider.probe()) {
      case Probe.Unusable unusable ->
        Map.of(provider.name(), new Finding.Unusable(unusable.reason(), unusable.remedy()));
      case Probe.Usable usable -> {
        versions.putAll(usable.versions());
        Map<String, Finding> findings = new LinkedHashMap<>();
        for (int index = 0; index < usable.devices().size(); index++) {
          String name = provider.name() + (usable.devices().size() == 1 ? "" : ":" + index);
          findings.put(name, tested(name, usable.devices().get(index)));
        }
        yield findings;
      }
    };
  }

  private static Finding tested(String name, String description) {
    try (Device device = Devices.open(name)) {
      Optional<String> wrong = SelfTest.run(device);
      return wrong.isEmpty()
          ? new Finding.Passed(device.info())
          : new Finding.Failed(device.info().description(), wrong.get());
    } catch (DeviceException broken) {
      return new Finding.Failed(description, String.valueOf(broken.getMessage()));
    }
  }

  /** Such as {@code  · starts in 820 ms (driver 300 ms, kernels 410 ms, cuBLAS 110 ms)}, where it takes time at all. */
  private static String startUp(BackendInfo info) {
    double all = info.startUp().stream().mapToDouble(BackendInfo.Phase::seconds).sum();
    return info.startUp().isEmpty()
        ? ""
        : info.startUp()
            .stream()
            .map(phase -> phase.name() + " " + Figures.milliseconds(phase.seconds()))
            .collect(Collectors.joining(", ", " · starts in " + Figures.milliseconds(all) + " (", ")"));
  }

  private static String asText(Map<String, Finding> findings, Map<String, String> versions) {
    StringBuilder text = new StringBuilder();
    findings.forEach((name, finding) -> text.append("%-10s ".formatted(name)).append(switch (finding) {
      case Finding.Passed passed -> "PASS   " + passed.info().description() + startUp(passed.info());
      case Finding.Failed failed -> "FAIL   " + failed.device() + ": the self-test failed: " + failed.reason();
      case Finding.Unusable unusable -> "no     " + unusable.reason() + "; " + unusable.remedy();
    }).append('\n'));
    text.append('\n');
    versions.forEach((what, version) -> text.append("%-10s %s%n".formatted(what, version)));
    return text.toString();
  }

  private static String asJson(Map<String, Finding> findings, Map<String, String> versions) {
    JsonArray devices = new JsonArray();
    findings.forEach((name, finding) -> {
      JsonObject device = new JsonObject();
      device.addProperty("name", name);
      switch (finding) {
        case Finding.Passed passed -> {
          device.addProperty("result", "pass");
          device.addProperty("device", passed.info().description());
          JsonObject seconds = new JsonObject();
          passed.info().startUp().forEach(phase -> seconds.addProperty(phase.name(), phase.seconds()));
          device.add("start_up_seconds", seconds);
        }
        case Finding.Failed failed -> {
          device.addProperty("result", "fail");
          device.addProperty("device", failed.device());
          device.addProperty("reason", failed.reason());
        }
        case Finding.Unusable unusable -> {
          device.addProperty("result", "unusable");
          device.addProperty("reason", unusable.reason());
          device.addProperty("remedy", unusable.remedy());
        }
      }
      devices.add(device);
    });
    JsonObject all = new JsonObject();
    all.add("devices", devices);
    JsonObject known = new JsonObject();
    versions.forEach(known::addProperty);
    all.add("versions", known);
    return new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(all) + "\n";
  }
}
