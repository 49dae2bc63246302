package dev.sinabro.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.backend.Backend;
import dev.sinabro.backend.BackendProvider;
import dev.sinabro.backend.DeviceException;
import dev.sinabro.backend.DeviceOptions;
import dev.sinabro.backend.Probe;
import dev.sinabro.reference.ReferenceBackend;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DevicesTest {
  private static final Probe ONE = new Probe.Usable(List.of("a device"), Map.of());
  private static final Probe TWO = new Probe.Usable(List.of("a device", "another"), Map.of());
  private static final Probe NONE = new Probe.Usable(List.of(), Map.of());
  private static final Probe NO_DRIVER = new Probe.Unusable("there is no driver", "install one");

  private final List<String> opened = new ArrayList<>();

  /** Opens reference backends under another name, and notes that it did. */
  private record Named(String name, int rank, Probe probe, List<String> opened, boolean fails)
      implements BackendProvider {
    @Override
    public Backend open(DeviceOptions options) {
      if (fails) {
        throw new DeviceException(name + " is busy");
      }
      opened.add(name + ":" + options.index() + " with " + options.threads());
      return new ReferenceBackend();
    }
  }

  private BackendProvider provider(String name, int rank, Probe probe) {
    return new Named(name, rank, probe, opened, false);
  }

  private BackendProvider busy(String name, int rank) {
    return new Named(name, rank, ONE, opened, true);
  }

  private Device open(String device, BackendProvider... providers) {
    return Devices.open(Devices.ordered(List.of(providers)), device, DeviceOptions.DEFAULT.withThreads(3));
  }

  private String refusal(String device, BackendProvider... providers) {
    String message = String.valueOf(assertThrows(DeviceException.class, () -> open(device, providers)).getMessage());
    assertFalse(message.contains("\n"), message);
    return message;
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      tpu      | there is no backend named tpu; on the class path: gpu, cpu, broken, none
      ''       | there is no backend named ; on the class path: gpu, cpu, broken, none
      GPU      | there is no backend named GPU; on the class path: gpu, cpu, broken, none
      gpu:2    | device gpu:2 does not exist: backend gpu has 2 device(s), numbered from 0
      cpu:9999 | device cpu:9999 does not exist: backend cpu has 1 device(s), numbered from 0
      none     | device none does not exist: backend none has 0 device(s), numbered from 0
      gpu:     | device gpu: has no valid number after the colon; write for example gpu:0
      gpu:-1   | device gpu:-1 has no valid number after the colon; write for example gpu:0
      gpu:1:1  | device gpu:1:1 has no valid number after the colon; write for example gpu:0
      gpu:99999| device gpu:99999 has no valid number after the colon; write for example gpu:0
      broken   | device broken cannot be used: there is no driver; install one
      broken:1 | device broken:1 cannot be used: there is no driver; install one
      """)
  void aDeviceThatCannotBeOpenedIsRefusedAndNeverReplaced(String device, String message) {
    assertEquals(message, refusal(device, provider("cpu", 10, ONE), provider("gpu", 20, TWO),
        provider("broken", 5, NO_DRIVER), provider("none", 1, NONE)));
    assertEquals(List.of(), opened);
  }

  @Test
  void aNamedDeviceThatFailsToOpenIsNotReplaced() {
    assertEquals("gpu is busy", refusal("gpu", busy("gpu", 20), provider("cpu", 10, ONE)));
    assertEquals(List.of(), opened);
  }

  @ParameterizedTest
  @CsvSource({"gpu, gpu:0", "gpu:0, gpu:0", "gpu:1, gpu:1", "cpu, cpu:0"})
  void aNamedDeviceIsOpenedWithItsIndexAndWithoutAnExcuse(String device, String expected) {
    try (Device found = open(device, provider("cpu", 10, ONE), provider("gpu", 20, TWO))) {
      assertEquals(List.of(expected + " with 3"), opened);
      assertEquals("", found.choice());
      assertEquals("reference, plain loops in float64, 1 thread", found.toString());
    }
  }

  @Test
  void automaticChoiceTakesTheHighestRankWhateverTheOrder() {
    open("auto", provider("cpu", 10, ONE), provider("gpu", 20, TWO)).close();
    open("auto", provider("gpu", 20, TWO), provider("cpu", 10, ONE)).close();
    assertEquals(List.of("gpu:0 with 3", "gpu:0 with 3"), opened);
  }

  @Test
  void automaticChoiceTellsInOneLineWhatItDidNotTake() {
    try (Device found = open("auto", provider("cpu", 10, ONE), provider("gpu", 30, NO_DRIVER), busy("npu", 20),
        provider("tpu", 15, NONE))) {
      assertEquals("gpu: there is no driver; npu: npu is busy; tpu: it has no device", found.choice());
      assertEquals("reference, plain loops in float64, 1 thread (" + found.choice() + ")", found.toString());
      assertEquals(List.of("cpu:0 with 3"), opened);
    }
  }

  @Test
  void automaticChoiceNeverTakesANegativeRank() {
    assertEquals("no device can be used: gpu: there is no driver",
        refusal("auto", provider("reference", -1, ONE), provider("gpu", 20, NO_DRIVER)));
    assertEquals("no device can be used: no backend is on the class path; add sinabro-cpu-backend",
        refusal("auto", provider("reference", -1, ONE)));
    open("auto", provider("zero", 0, ONE)).close();
    assertEquals(List.of("zero:0 with 3"), opened);
  }

  @Test
  void twoBackendsOfOneNameAreRefused() {
    String message = refusal("cpu", provider("cpu", 1, ONE), provider("cpu", 2, ONE));
    assertTrue(message.startsWith("two backends are named cpu: "), message);
    assertTrue(message.endsWith("; remove one from the class path"), message);
  }

  @Test
  void theReferenceBackendIsFoundOnTheClassPath() {
    assertTrue(Devices.providers().stream().anyMatch(provider -> provider.name().equals("reference")));
    try (Device device = Devices.open("reference:0")) {
      assertEquals("reference", device.info().name());
    }
    assertEquals("device reference:1 does not exist: backend reference has 1 device(s), numbered from 0",
        assertThrows(DeviceException.class, () -> Devices.open("reference:1")).getMessage());
  }
}
