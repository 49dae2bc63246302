package dev.sinabro.cuda.kernel;

import dev.sinabro.kernels.Kernels;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The groups that known_groups.cu has compiled in, by what stands there above each of them. */
final class KnownGroups {
  /** A group that is not among them, which is decoded as it runs. */
  static final int NONE = 0;

  private static final String LINE = "// ";
  private static final Map<String, Integer> NUMBERS = numbers(Kernels.source("known_groups.cu"));

  /** How an operand lies in memory. */
  enum Form {
    /** Words, one for each element. */
    WORDS,
    /** Bytes, one for each element. */
    BYTES,
    /** One word for all. */
    WORD,
    /** Words that follow each other again and again, a multiple of four. */
    ROW,
    /** Anything else: the group is not known. */
    OTHER
  }

  private KnownGroups() {}

  /** The number of a group, from 1; NONE where it is not known. */
  static int number(List<GroupCode.Word> code, List<Form> operands) {
    return NUMBERS.getOrDefault(key(code, operands), NONE);
  }

  /** On one line, such as {@code LOAD 0 0 0 0; RELU 0 0 0 0; STORE 0 1 0 0 | WORDS WORDS}. */
  static String key(List<GroupCode.Word> code, List<Form> operands) {
    return code.stream()
        .map(word -> word.opcode() + " " + word.result() + " " + word.a() + " " + word.b() + " " + word.c())
        .collect(Collectors.joining("; "))
        + operands.stream().map(Form::name).collect(Collectors.joining(" ", " | ", ""));
  }

  /** The line above a group. */
  static String line(int number, String key) {
    return LINE + number + ": " + key;
  }

  private static Map<String, Integer> numbers(String source) {
    Map<String, Integer> numbers = new HashMap<>();
    source.lines().filter(line -> line.matches(LINE + "\\d+: .*")).forEach(line -> {
      int colon = line.indexOf(':');
      numbers.put(line.substring(colon + 2), Integer.parseInt(line.substring(LINE.length(), colon)));
    });
    return numbers;
  }
}
