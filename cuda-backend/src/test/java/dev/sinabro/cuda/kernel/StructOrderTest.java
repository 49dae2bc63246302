package dev.sinabro.cuda.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.kernels.Kernels;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What both sides number has the same order on both, and constants that both sides have are equal. */
class StructOrderTest {
  private static List<String> constants(String file, String name) {
    Matcher found = Pattern.compile("enum " + name + " \\{([^}]*)}").matcher(Kernels.source(file));
    assertTrue(found.find(), file + " has no enum " + name);
    return Arrays.stream(found.group(1).split(",")).map(String::strip).toList();
  }

  @Test
  void opcodes() {
    assertEquals(constants("register_machine.cu", "Opcode"), Arrays.stream(Opcode.values()).map(Enum::name).toList());
  }

  @Test
  void kindsOfJobs() {
    assertEquals(constants("tape.cu", "JobKind"), Arrays.stream(JobKind.values()).map(Enum::name).toList());
  }

  @ParameterizedTest
  @EnumSource(JobKind.class)
  void eachKindHasAKernel(JobKind kind) {
    assertTrue(Kernels.entries().containsKey(kind.entry()), kind.entry());
  }

  @ParameterizedTest
  @CsvSource({"windows.cu, MOST_WINDOW_AXES, 4", "team.cuh, BLOCK, 256", "team.cuh, TAPE_BLOCK, 512",
      "register_machine.cu, MOST_REGISTERS, 16",
      "reduce.cu, WARP_ROW, 1024", "staged.cu, MOST_STAGES, 8", "staged.cu, MOST_REDUCTIONS, 8",
      "softmax.cu, WARP_CLASSES, 1024", "softmax.cu, MOST_ROW_AXES, 4", "sort.cu, TILE, 2048", "sort.cu, DIGIT_BITS, 8",
      "gather_scatter.cu, WARP_WIDTH, 64"})
  void constantsOfBothSides(String file, String name, int value) {
    assertTrue(Kernels.source(file).contains("static const int " + name + " = " + value + ";"), name);
  }
}
