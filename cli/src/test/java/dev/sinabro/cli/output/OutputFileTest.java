package dev.sinabro.cli.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.cli.exit.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFileTest {
  @TempDir
  private Path folder = Path.of("");

  @Test
  void aNewFileHasTheModeThatTheUmaskGives() throws IOException {
    Path usual = Files.createFile(folder.resolve("usual"));
    write(folder.resolve("new.csv"));
    assertEquals(Files.getPosixFilePermissions(usual), Files.getPosixFilePermissions(folder.resolve("new.csv")));
    assertEquals(List.of("new.csv", "usual"), names());
  }

  @Test
  void aFileThatIsReplacedKeepsItsMode() throws IOException {
    Path file = Files.writeString(folder.resolve("old.csv"), "old");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-x--x"));
    write(file);
    assertEquals("rw-r-x--x", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    assertEquals("told\n", Files.readString(file));
  }

  @Test
  void linksStayAndWhatTheyLeadToIsWritten() throws IOException {
    Files.createDirectory(folder.resolve("there"));
    Path target = Files.writeString(folder.resolve("there/target.csv"), "old");
    Path link = Files.createSymbolicLink(folder.resolve("link.csv"), Path.of("there/target.csv"));
    Path second = Files.createSymbolicLink(folder.resolve("second.csv"), link);
    write(second);
    assertEquals("told\n", Files.readString(target));
    Path nowhere = Files.createSymbolicLink(folder.resolve("nowhere.csv"), Path.of("there/new.csv"));
    write(nowhere);
    assertEquals("told\n", Files.readString(folder.resolve("there/new.csv")));
    assertTrue(Stream.of(link, second, nowhere).allMatch(Files::isSymbolicLink));
  }

  @Test
  void aPipeIsWrittenThrough() throws Exception {
    Path pipe = folder.resolve("pipe");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    var reader = CompletableFuture.supplyAsync(() -> {
      try {
        return Files.readString(pipe);
      } catch (IOException unreadable) {
        throw new java.io.UncheckedIOException(unreadable);
      }
    });
    write(pipe);
    assertEquals("told\n", reader.get());
    assertEquals(List.of("pipe"), names());
  }

  @Test
  void aDeviceIsWrittenThroughAndWhatFailsIsTold() throws IOException {
    Path device = folder.resolve("full");
    Files.createSymbolicLink(device, Path.of("/dev/full"));
    var failure = assertThrows(IOException.class, () -> write(device));
    assertEquals(device + ": No space left on device", failure.getMessage());
    assertTrue(Files.isSymbolicLink(device) && !Files.isRegularFile(Path.of("/dev/full")));
    write(Path.of("/dev/null"));
    assertTrue(!Files.isRegularFile(Path.of("/dev/null")));
  }

  @Test
  void whatFailsInBetweenLeavesTheFileAsItWasAndNothingElse() throws IOException {
    Path file = Files.writeString(folder.resolve("old.csv"), "old");
    assertThrows(IllegalStateException.class, () -> new OutputFile(file).write(writer -> {
      writer.write("half of");
      throw new IllegalStateException("a row that cannot be predicted");
    }));
    assertEquals("old", Files.readString(file));
    assertEquals(List.of("old.csv"), names());
  }

  @Test
  void whatIsReadIsNotWrittenOver() throws IOException {
    Path input = Files.writeString(folder.resolve("input.csv"), "a,b\n");
    Path link = Files.createSymbolicLink(folder.resolve("link"), input);
    Path hard = Files.createLink(folder.resolve("hard"), input);
    for (Path same : List.of(input, link, hard, folder.resolve("./input.csv"))) {
      var refused = assertThrows(UserException.class, () -> new OutputFile(same).notOneOf(List.of(input)));
      assertEquals(same + " would be written over while it is read; name another file", refused.getMessage());
    }
    assertThrows(UserException.class, () -> new OutputFile(folder).notOneOf(List.of()));
    new OutputFile(folder.resolve("other.csv")).notOneOf(List.of(input, folder, folder.resolve("none")));
  }

  @Test
  void aFolderThatIsNotThereIsNamed() {
    Path file = folder.resolve("none/new.csv");
    var failure = assertThrows(IOException.class, () -> write(file));
    assertEquals(file + ": there is no folder " + folder.resolve("none") + "; make it first", failure.getMessage());
  }

  private static void write(Path file) throws IOException {
    new OutputFile(file).write(writer -> writer.write("told\n"));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> content = Files.list(folder)) {
      return content.map(each -> String.valueOf(each.getFileName())).sorted().toList();
    }
  }
}
