package dev.sinabro.cli.prediction;

import dev.sinabro.cli.exit.ExitCode;
import dev.sinabro.cli.exit.UserException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** What a command reads: a file, or standard input where that is called {@code -}. */
public record InputFile(Path path) {
  private static final Path STANDARD = Path.of("-");

  boolean isStandard() {
    return path.equals(STANDARD);
  }

  /** What messages call it. */
  String name() {
    return isStandard() ? "standard input" : path.toString();
  }

  /**
   * Its path.
   *
   * @throws UserException where it is standard input, of which one cannot read here and there
   */
  Path file() {
    if (isStandard()) {
      throw new UserException(ExitCode.USAGE, "standard input is read for tables and text; name a file or folder");
    }
    return path;
  }

  /** Its bytes from the beginning, to be closed. */
  InputStream open() {
    try {
      return isStandard() ? new Open(System.in) : Files.newInputStream(path);
    } catch (NoSuchFileException none) {
      throw new UserException(ExitCode.DATA, path + ": there is no such file");
    } catch (IOException unreadable) {
      throw new UserException(ExitCode.DATA, path + ": cannot be read: " + unreadable.getMessage());
    }
  }

  /** Standard input is not ours to close. */
  private static final class Open extends FilterInputStream {
    Open(InputStream stream) {
      super(stream);
    }

    @Override
    public void close() {
      // it stays open
    }
  }
}
