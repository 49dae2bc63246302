package dev.sinabro.cuda.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.compile.Step;
import dev.sinabro.kernels.Kernels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The file of known groups is what the training steps of common networks ask for. With {@code -Dwrite.known-groups=true}
 * the test writes it; make-ptx.sh comes after.
 */
class KnownGroupsTest {
  private static final Path FILE = Path.of("../kernels/src/main/cuda/known_groups.cu");

  @Test
  void theFileHoldsTheGroupsOfCommonTrainingSteps() throws IOException {
    String expected = file(CommonGroups.byKey());
    if (Boolean.getBoolean("write.known-groups")) {
      Files.writeString(FILE, expected);
    }
    assertEquals(expected, Kernels.source("known_groups.cu"),
        "run this test with -Dwrite.known-groups=true, then kernels/src/main/cuda/make-ptx.sh");
  }

  @Test
  void eachGroupIsFoundByItsCode() {
    List<String> keys = new ArrayList<>();
    CommonGroups.byKey().forEach((key, group) -> {
      keys.add(key);
      assertEquals(keys.size(), KnownGroups.number(code(group), Elementwise.forms(group)), key);
    });
    assertTrue(keys.size() > 10, keys.toString());
    assertEquals(KnownGroups.NONE,
        KnownGroups.number(List.of(new GroupCode.Word(Opcode.FLOOR, 0, 0, 0, 0)), List.of()));
  }

  private static String file(Map<String, Step.Fused> groups) {
    StringBuilder text = new StringBuilder(
        """
            // The groups of common training steps, compiled: all loads, then the operations, then all stores. KnownGroupsTest
            // writes this file. Above each group stands its number, its code (operation, result, operands), and how its
            // operands lie in memory.
            #pragma once
            #include "register_machine.cu"
            """);
    int number = 0;
    for (Map.Entry<String, Step.Fused> group : groups.entrySet()) {
      number++;
      text.append('\n').append(KnownGroups.line(number, group.getKey())).append('\n');
      text.append(function(number, group.getValue()));
    }
    text.append(
        """

            #define WHOLE_UNITS(group) \\
              _Pragma("unroll 1") for (unsigned unit = team.thread(); unit < units; unit += team.threads()) { \\
                group(operands, unit * 4); \\
              } \\
              return units

            // Executes the whole units of four elements of a known group; how many, which is 0 where the group is not known.
            static __device__ __forceinline__ unsigned knownUnits(const Elementwise& job, Team team) {
              const Operand* operands = operandsOf(job);
              unsigned units = (unsigned)job.count / 4;
              switch (job.known) {
            """);
    for (int known = 1; known <= number; known++) {
      text.append("    case %d: WHOLE_UNITS(group%d);\n".formatted(known, known));
    }
    return text.append("    default: return 0;\n  }\n}\n").toString();
  }

  /** Each result has a name of its own, so that the compiler is free in where it keeps it. */
  private static String function(int number, Step.Fused group) {
    List<KnownGroups.Form> forms = Elementwise.forms(group);
    StringBuilder loads = new StringBuilder();
    StringBuilder operations = new StringBuilder();
    StringBuilder stores = new StringBuilder();
    Map<Integer, String> names = new HashMap<>();
    int values = 0;
    for (GroupCode.Word word : code(group)) {
      switch (word.opcode()) {
        case LOAD -> {
          names.put(word.result(), "v" + values++);
          loads.append("  Quad %s = %s;\n".formatted(names.get(word.result()), load(forms.get(word.a()), word.a())));
        }
        case STORE -> stores.append("  %s(operands[%d], %s, first);\n".formatted(
            forms.get(word.a()) == KnownGroups.Form.WORDS ? "storeWords" : "storeBytes", word.a(),
            names.get(word.b())));
        default -> {
          String operands = names.get(word.a()) + ", " + names.get(word.b()) + ", " + names.get(word.c());
          names.put(word.result(), "v" + values++);
          operations
              .append("  Quad %s = computed(%s, %s);\n".formatted(names.get(word.result()), word.opcode(), operands));
        }
      }
    }
    return "static __device__ __forceinline__ void group%d(const Operand* operands, unsigned first) {\n"
        .formatted(number)
        + loads + operations + stores + "}\n";
  }

  private static String load(KnownGroups.Form form, int operand) {
    return switch (form) {
      case WORDS -> "words(operands[" + operand + "], first)";
      case BYTES -> "bytes(operands[" + operand + "], first)";
      case WORD -> "word(operands[" + operand + "])";
      case ROW -> "row(operands[" + operand + "], first)";
      case OTHER -> throw new IllegalArgumentException("operand " + operand + " is of no form that is known");
    };
  }

  private static List<GroupCode.Word> code(Step.Fused group) {
    return GroupCode.of(group).orElseThrow();
  }
}
