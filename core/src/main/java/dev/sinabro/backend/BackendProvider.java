package dev.sinabro.backend;

/** A kind of device, found with {@link java.util.ServiceLoader}. */
public interface BackendProvider {

  /** The name that a user selects it by, in lower case: {@code cpu}, {@code cuda}, {@code reference}. */
  String name();

  /** Preference when the user names no device: the usable provider with the highest rank is taken. */
  int rank();

  /** Whether it can be used on this machine. Never throws, and a later call may succeed where an earlier one failed. */
  Probe probe();

  /**
   * Opens a device.
   *
   * @throws DeviceException where it is not usable, with the reason and the remedy
   */
  Backend open(DeviceOptions options);
}
