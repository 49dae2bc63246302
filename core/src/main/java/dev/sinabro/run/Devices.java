package dev.sinabro.run;

import dev.sinabro.backend.BackendProvider;
import dev.sinabro.backend.DeviceException;
import dev.sinabro.backend.DeviceOptions;
import dev.sinabro.backend.Probe;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/** The devices of this machine, of all backends on the class path. */
public final class Devices {
  private Devices() {}

  /**
   * All backends on the class path, the preferred first.
   *
   * @throws DeviceException where two have one name
   */
  public static List<BackendProvider> providers() {
    return ordered(ServiceLoader.load(BackendProvider.class));
  }

  static List<BackendProvider> ordered(Iterable<BackendProvider> found) {
    List<BackendProvider> providers = new ArrayList<>();
    Map<String, BackendProvider> names = new HashMap<>();
    for (BackendProvider provider : found) {
      BackendProvider other = names.put(provider.name(), provider);
      if (other != null) {
        throw new DeviceException(
            "two backends are named " + provider.name() + ": " + other.getClass().getName() + " and "
                + provider.getClass().getName() + "; remove one from the class path");
      }
      providers.add(provider);
    }
    providers.sort(Comparator.comparingInt(BackendProvider::rank).reversed().thenComparing(BackendProvider::name));
    return providers;
  }

  /** Opens the best usable device, with all processors; the same as {@code open("auto")}. */
  public static Device auto() {
    return open("auto");
  }

  /** As {@link #open(String, DeviceOptions)}, with all processors and full precision. */
  public static Device open(String device) {
    return open(device, DeviceOptions.DEFAULT);
  }

  /**
   * Opens a device.
   *
   * @param device {@code auto}, or a backend's name, with an index where it has several devices: {@code cuda:1}. A named
   *     device is never replaced by another.
   * @param options how; the index is that in the name
   * @throws DeviceException where it is not usable, with the reason and the remedy
   */
  public static Device open(String device, DeviceOptions options) {
    return open(providers(), device, options);
  }

  static Device open(List<BackendProvider> providers, String device, DeviceOptions options) {
    if (device.equals("auto")) {
      return best(providers, options);
    }
    String name = device.contains(":") ? device.substring(0, device.indexOf(':')) : device;
    int index = index(device);
    for (BackendProvider provider : providers) {
      if (provider.name().equals(name)) {
        return switch (provider.probe()) {
          case Probe.Unusable unusable ->
            throw new DeviceException(
                "device " + device + " cannot be used: " + unusable.reason() + "; " + unusable.remedy());
          case Probe.Usable usable -> {
            if (index >= usable.devices().size()) {
              throw new DeviceException("device " + device + " does not exist: backend " + name + " has "
                  + usable.devices().size() + " device(s), numbered from 0");
            }
            yield new Device(provider.open(options.withIndex(index)), "");
          }
        };
      }
    }
    throw new DeviceException("there is no backend named " + name + "; on the class path: "
        + providers.stream().map(BackendProvider::name).collect(Collectors.joining(", ")));
  }

  private static int index(String device) {
    int colon = device.indexOf(':');
    if (colon < 0) {
      return 0;
    }
    String digits = device.substring(colon + 1);
    if (!digits.matches("[0-9]{1,4}")) {
      throw new DeviceException("device " + device + " has no valid number after the colon; write for example "
          + device.substring(0, colon) + ":0");
    }
    return Integer.parseInt(digits);
  }

  /** Providers of negative rank are taken only where the user names them. */
  private static Device best(List<BackendProvider> providers, DeviceOptions options) {
    List<String> refusals = new ArrayList<>();
    for (BackendProvider provider : providers) {
      if (provider.rank() < 0) {
        continue;
      }
      switch (provider.probe()) {
        case Probe.Usable usable when usable.devices().isEmpty() ->
          refusals.add(provider.name() + ": it has no device");
        case Probe.Usable _ -> {
          try {
            return new Device(provider.open(options.withIndex(0)), String.join("; ", refusals));
          } catch (DeviceException e) {
            refusals.add(provider.name() + ": " + e.getMessage());
          }
        }
        case Probe.Unusable unusable -> refusals.add(provider.name() + ": " + unusable.reason());
      }
    }
    throw new DeviceException("no device can be used: " + (refusals.isEmpty()
        ? "no backend is on the class path; add sinabro-cpu-backend"
        : String.join("; ", refusals)));
  }
}
