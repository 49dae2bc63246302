package dev.sinabro.backend;

import java.util.List;
import java.util.Map;

/** Whether a backend can be used on this machine. */
public sealed interface Probe {

  /**
   * It can be used.
   *
   * @param devices one line for each device, by index: what it is
   * @param versions of the libraries and drivers underneath, for a bug report
   */
  record Usable(List<String> devices, Map<String, String> versions) implements Probe {
    /** Keeps copies. */
    public Usable {
      devices = List.copyOf(devices);
      versions = Map.copyOf(versions);
    }
  }

  /**
   * It cannot be used.
   *
   * @param reason in one sentence
   * @param remedy the line that mends it
   */
  record Unusable(String reason, String remedy) implements Probe {}
}
