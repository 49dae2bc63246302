package dev.sinabro.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class KernelsTest {
  private static final Pattern ENTRY = Pattern.compile("\\.visible \\.entry (\\w+)\\(");

  @Test
  void theModuleIsOneThatOldDriversTake() {
    String text = new String(Kernels.ptx(), StandardCharsets.US_ASCII);
    assertTrue(text.contains("\n.version 6.3\n.target sm_75\n.address_size 64\n"));
  }

  @Test
  void theListNamesEachKernelOfTheModule() {
    Set<String> names = new TreeSet<>();
    ENTRY.matcher(new String(Kernels.ptx(), StandardCharsets.US_ASCII)).results()
        .forEach(found -> names.add(found.group(1)));
    assertEquals(names, Kernels.entries().keySet());
  }
}
