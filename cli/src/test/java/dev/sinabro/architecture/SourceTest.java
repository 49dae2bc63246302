package dev.sinabro.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What only the text of a source file shows. */
final class SourceTest {
  private static final Path HOUSE = Path.of("..");
  private static final Pattern IMPORT = Pattern.compile("(?m)^import (?:static )?[\\w.]+?(\\w+);\\n");

  @Test
  void everyImportIsUsed() throws IOException {
    List<Path> files;
    try (var found = Files.walk(HOUSE)) {
      files = found.filter(file -> file.toString().endsWith(".java") && file.toString().contains("/src/")).toList();
    }
    assertTrue(files.size() > 100, () -> "only " + files.size() + " source files found");
    var unused =
        files.stream().flatMap(file -> unusedImports(text(file)).stream().map(name -> file + ": " + name)).toList();
    assertEquals(List.of(), unused);
  }

  @Test
  void unusedImportsAreFound() {
    String text = """
        package p;

        import a.Used;
        import a.Unused;
        import static a.B.called;
        import static a.B.forgotten;

        /** {@link Used}. */
        class UnusedNot { int called() { return called(); } }
        """;
    assertEquals(List.of("Unused", "forgotten"), unusedImports(text));
  }

  private static List<String> unusedImports(String text) {
    String body = IMPORT.matcher(text).replaceAll("");
    return IMPORT.matcher(text).results().map(found -> found.group(1))
        .filter(name -> !Pattern.compile("\\b" + Pattern.quote(name) + "\\b").matcher(body).find()).toList();
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
