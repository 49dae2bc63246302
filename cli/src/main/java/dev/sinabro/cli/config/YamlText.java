package dev.sinabro.cli.config;

import dev.sinabro.cli.catalogue.Choice;
import dev.sinabro.cli.catalogue.Key;
import dev.sinabro.cli.catalogue.Kind;
import dev.sinabro.cli.catalogue.Times;
import dev.sinabro.cli.catalogue.Variant;
import dev.sinabro.cli.catalogue.Words;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Values as YAML in one line. */
public final class YamlText {

  /** What no reader takes for anything but a text. */
  private static final Pattern PLAIN = Pattern.compile("([A-Za-z_/]|\\.{1,2}/)([\\w./: -]*[\\w./-])?");
  /** A scalar that means the same between braces and brackets. */
  private static final Pattern FLOW = Pattern.compile("[\\w+./-]*");
  private static final Pattern WORD = Pattern.compile("(?i)null|true|false|yes|no|on|off");

  private YamlText() {}

  /** The value of a key as a configuration keeps it. */
  public static String of(Key<?> key, Object value) {
    if (key.kind() instanceof Kind.WholeOrAll && value.equals(Kind.WholeOrAll.ALL)) {
      return Kind.WholeOrAll.WORD;
    }
    var wholes = key.kind() instanceof Kind.WholesOr<?> or ? or.wholes() : key.kind();
    boolean alike = wholes instanceof Kind.Wholes(int count, _) && count > 0 && value instanceof List<?> list
        && Set.copyOf(list).size() == 1;
    return of(alike ? ((List<?>) value).getFirst() : value);
  }

  /** A value as a configuration keeps it. */
  static String of(Object value) {
    return switch (value) {
      case Double number -> number(number);
      case Enum<?> word -> Words.of(word);
      case String text -> quoted(text);
      case Duration time -> Times.text(time);
      case Character symbol -> doubleQuoted(symbol.toString());
      case Tree tree -> of(tree);
      case Variant variant -> of(variant);
      case List<?> list -> list.stream().map(YamlText::of).collect(Collectors.joining(", ", "[", "]"));
      case Map<?, ?> each -> each.entrySet().stream().map(one -> of(one.getKey()) + ": " + of(one.getValue()))
          .collect(Collectors.joining(", ", "{", "}"));
      case Choice<?> choice ->
        choice.values().isEmpty() ? choice.name() : "{" + choice.name() + ": " + keys(choice) + "}";
      default -> value.toString();
    };
  }

  /** What was read, in one line. */
  static String of(Tree tree) {
    return switch (tree) {
      case Tree.Scalar scalar -> scalar.quoted() || !FLOW.matcher(scalar.text()).matches()
          ? doubleQuoted(scalar.text())
          : scalar.text();
      case Tree.Sequence sequence ->
        sequence.items().stream().map(YamlText::of).collect(Collectors.joining(", ", "[", "]"));
      case Tree.Mapping mapping -> mapping.entries().stream()
          .map(entry -> quoted(entry.key()) + ": " + of(entry.value())).collect(Collectors.joining(", ", "{", "}"));
    };
  }

  /** Its name and its keys. */
  static String of(Variant variant) {
    return quoted(variant.name()) + ": " + variant.settings().entrySet().stream()
        .map(setting -> quoted(setting.getKey()) + ": " + setting.getValue())
        .collect(Collectors.joining(", ", "{", "}"));
  }

  private static String keys(Choice<?> choice) {
    return choice.entry().keys().stream().filter(key -> choice.find(key).isPresent())
        .map(key -> key.name() + ": " + of(key, choice.values().get(key.name())))
        .collect(Collectors.joining(", ", "{", "}"));
  }

  /** Without an exponent where that is readable. */
  private static String number(double value) {
    double size = Math.abs(value);
    if (value != 0 && (size < 1e-5 || size >= 1e7)) {
      return Double.toString(value).replace(".0E", "e").replace('E', 'e');
    }
    return value == Math.rint(value)
        ? Long.toString((long) value)
        : new BigDecimal(Double.toString(value)).toPlainString();
  }

  private static String quoted(String text) {
    boolean plain = PLAIN.matcher(text).matches() && !text.contains(": ") && !WORD.matcher(text).matches();
    return plain ? text : doubleQuoted(text);
  }

  private static String doubleQuoted(String text) {
    var quoted = new StringBuilder("\"");
    text.chars().forEach(unit -> {
      char c = (char) unit;
      switch (c) {
        case '"', '\\' -> quoted.append('\\').append(c);
        case '\n' -> quoted.append("\\n");
        case '\t' -> quoted.append("\\t");
        default -> {
          if (c < ' ' || c >= 0x7f && c < 0xa0 || c == '\u2028' || c == '\u2029' || c == '\uFEFF' || c >= '\uFFFE') {
            quoted.append(String.format("\\u%04X", unit));
          } else {
            quoted.append(c);
          }
        }
      }
    });
    return quoted.append('"').toString();
  }
}
