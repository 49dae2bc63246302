package dev.sinabro.testkit;

import dev.sinabro.backend.Backend;
import dev.sinabro.run.Device;
import java.nio.file.Path;

/** Tests that run on a device of the backend under test, which is watched, with a folder of their own. */
interface OnDevice {
  /** The device of this test. */
  Device device();

  /** The backend of {@link #device}. */
  WatchedBackend backend();

  /** Empty when a test begins. */
  Path folder();

  /** Opens the backend under test once more; to be closed. */
  Backend another();
}
