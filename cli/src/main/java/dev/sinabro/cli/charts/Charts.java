package dev.sinabro.cli.charts;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The files of the charts. A page that is served has them below {@code charts/}; a page that is one file has them within it.
 */
public final class Charts {
  /** Below which a page that is served asks for them. */
  public static final String FOLDER = "charts/";

  private static final Pattern NAME = Pattern.compile("[\\w-]+\\.(js|css)");
  private static final Pattern IMPORT =
      Pattern.compile("(?m)^import (\\{[^}]*}) from \"\\./(?:charts/)?([\\w-]+)\\.js\";$");
  private static final Pattern EXPORT = Pattern.compile("(?m)^export ((?:async )?function|class|const) (\\w+)");

  private Charts() {}

  /** The text of a file, such as {@code line-chart.js}; none where there is no such file. */
  public static Optional<String> file(String name) {
    if (!NAME.matcher(name).matches()) {
      return Optional.empty();
    }
    try (InputStream in = Charts.class.getResourceAsStream(name)) {
      return in == null ? Optional.empty() : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** The colors of every page, and the looks of the charts. */
  public static String css() {
    return module("theme.css") + module("charts.css");
  }

  /**
   * A script of a page with all that it imports of the charts, as one module without imports: each module is a function that
   * gives what it exports.
   *
   * @param script imports {@code "./charts/NAME.js"}, by names as they are exported
   */
  public static String inlined(String script) {
    StringBuilder text = new StringBuilder();
    inline(script, new HashSet<>(), text);
    return text.append(linked(script)).toString();
  }

  /** What it imports, each after what that imports itself. */
  private static void inline(String script, Set<String> seen, StringBuilder text) {
    IMPORT.matcher(script).results().map(found -> found.group(2)).filter(seen::add).forEach(name -> {
      String module = module(name + ".js");
      inline(module, seen, text);
      String exported = EXPORT.matcher(module).results().map(found -> found.group(2)).collect(Collectors.joining(", "));
      text.append(
          "const %s = (() => {%n%s%nreturn { %s };%n})();%n%n".formatted(variable(name), linked(module), exported));
    });
  }

  private static String linked(String script) {
    String imported = IMPORT.matcher(script).replaceAll(found -> "const " + found.group(1) + " = "
        + Matcher.quoteReplacement(variable(found.group(2))) + ";");
    return EXPORT.matcher(imported).replaceAll("$1 $2");
  }

  /** No name of an export begins so. */
  private static String variable(String module) {
    return "$" + module.replace('-', '_');
  }

  private static String module(String name) {
    return file(name).orElseThrow(() -> new IllegalStateException(name + " is not beside " + Charts.class.getName()));
  }
}
