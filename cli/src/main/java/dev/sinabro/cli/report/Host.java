package dev.sinabro.cli.report;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The machine that a process runs on.
 *
 * @param name that it has in its network, which each container may have of its own
 * @param boot the identity of what the kernel began with, which all containers of a machine share
 */
public record Host(String name, String boot) {
  private static final String NAME = "host";
  private static final String BOOT = "boot";

  /** That of this process; with empty names where the system does not tell them. */
  public static Host here() {
    return new Host(read("hostname"), read("random/boot_id"));
  }

  /** As a manifest has it. */
  public void addTo(JsonObject json) {
    json.addProperty(NAME, name);
    json.addProperty(BOOT, boot);
  }

  /**
   * Whether what a manifest tells of is another machine, whose locks this one may not see. After this one was started anew
   * its name tells that it is the same.
   */
  boolean isOther(JsonObject launch) {
    return isAnother(launch, NAME, name) && isAnother(launch, BOOT, boot);
  }

  private static boolean isAnother(JsonObject launch, String key, String ours) {
    return RunRecord.string(launch, key).filter(theirs -> !theirs.equals(ours)).isPresent();
  }

  private static String read(String fact) {
    try {
      return Files.readString(Path.of("/proc/sys/kernel", fact)).strip();
    } catch (IOException untold) {
      return "";
    }
  }
}
