package dev.sinabro.cli;

import dev.sinabro.backend.DeviceException;
import dev.sinabro.cli.config.ConfigurationException;
import dev.sinabro.cli.config.Nearest;
import dev.sinabro.cli.exit.ExitCode;
import dev.sinabro.cli.exit.UserException;
import dev.sinabro.cli.output.OutputLostException;
import dev.sinabro.data.DataException;
import dev.sinabro.graph.GraphException;
import dev.sinabro.io.FormatException;
import dev.sinabro.run.MemoryException;
import dev.sinabro.train.DivergedException;
import dev.sinabro.train.ObjectiveException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Tells what went wrong in one line, or one for each problem of a configuration, and chooses the exit code. */
final class Failures {

  private Failures() {}

  /** A command line that cannot be understood. */
  static int usage(ParameterException failure, String[] args) {
    var command = failure.getCommandLine();
    var err = command.getErr();
    if (failure.getCause() != null) {
      stackTrace(failure, command);
    }
    err.println("sinabro: " + message(failure));
    err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    return ExitCode.USAGE.code();
  }

  private static String message(ParameterException failure) {
    if (!(failure instanceof UnmatchedArgumentException unmatched)) {
      return lowerFirst(String.valueOf(failure.getMessage()).lines().collect(Collectors.joining(" ")));
    }
    var spec = failure.getCommandLine().getCommandSpec();
    var word = unmatched.getUnmatched().getFirst();
    if (word.startsWith("-")) {
      var name = word.replaceFirst("=.*", "");
      return "unknown option " + name + "; " + Nearest.hint(name, spec.optionsMap().keySet());
    }
    return spec.subcommands().isEmpty()
        ? "'" + word + "' is one argument too many; put quotes around a name with spaces"
        : "unknown command '" + word + "'; " + Nearest.hint(word, spec.subcommands().keySet());
  }

  private static String lowerFirst(String text) {
    return text.isEmpty() ? text : Character.toLowerCase(text.charAt(0)) + text.substring(1);
  }

  /** A command that was understood and failed. */
  static int execution(Throwable failure, CommandLine command) {
    stackTrace(failure, command);
    var err = command.getErr();
    var code = codeOf(failure);
    switch (code) {
      // As compilers do, so that editors find the place.
      case CONFIGURATION -> err.println(failure.getMessage());
      case INTERNAL -> err.println("sinabro: internal error: " + failure
          + "; please report it with the stack trace that --verbose prints");
      case MEMORY -> err.println("sinabro: out of memory: " + (failure instanceof OutOfMemoryError
          ? "Java's heap of " + (Runtime.getRuntime().maxMemory() >> 20)
              + " MB is full (" + failure.getMessage() + "); allow it more, for example with JAVA_TOOL_OPTIONS=-Xmx4g"
          : withKey(failure)));
      case DONE -> {
        // a reader that has seen enough needs no words
      }
      case USAGE, DATA, DEVICE, DIVERGED, CHECK, INTERRUPTED, TERMINATED ->
        err.println("sinabro: " + describe(failure));
    }
    return code.code();
  }

  /** Where another batch is the remedy, with the key that chooses it. */
  private static String withKey(Throwable failure) {
    return failure.getMessage() + (failure instanceof MemoryException memory && memory.largestBatch().isPresent()
        ? " (train.batch-size)"
        : "");
  }

  static ExitCode codeOf(Throwable failure) {
    return switch (failure) {
      case ConfigurationException _ -> ExitCode.CONFIGURATION;
      case OutputLostException lost when lost.readerGone() -> ExitCode.DONE;
      case DataException _, IOException _, OutputLostException _ -> ExitCode.DATA;
      case DeviceException _ -> ExitCode.DEVICE;
      case MemoryException _, OutOfMemoryError _ -> ExitCode.MEMORY;
      case DivergedException _ -> ExitCode.DIVERGED;
      case GraphException _, ObjectiveException _ -> ExitCode.CONFIGURATION;
      case InvalidPathException _ -> ExitCode.DATA;
      case UserException user -> user.exitCode();
      case UncheckedIOException _ -> ExitCode.DATA;
      case InternalError fault when isOfMappedFile(fault) -> ExitCode.DATA;
      default -> ExitCode.INTERNAL;
    };
  }

  /** The words of the JVM for a page of a mapped file that is not there. */
  private static boolean isOfMappedFile(InternalError fault) {
    return String.valueOf(fault.getMessage()).contains("unsafe memory access");
  }

  private static String describe(Throwable failure) {
    return switch (failure) {
      case UncheckedIOException e -> describe(e.getCause());
      case DivergedException e -> e.getMessage()
          + (e.fault().isPresent() ? "" : "; --nan first names the layer where it begins");
      case FormatException e -> String.valueOf(e.getMessage());
      case InvalidPathException e -> "'" + e.getInput() + "' cannot be the name of a file: " + e.getReason()
          + "; where the locale does not know its letters, run it with LC_ALL=C.UTF-8";
      case NoSuchFileException e -> e.getFile() + ": there is no such file";
      case AccessDeniedException e -> e.getFile() + ": access denied";
      case FileAlreadyExistsException e -> e.getFile() + ": exists already";
      case IOException e -> "cannot read or write: " + e.getMessage();
      case InternalError _ ->
        "a file has become shorter while it was read, or its disk fails; begin again with whole files";
      default -> String.valueOf(failure.getMessage());
    };
  }

  private static void stackTrace(Throwable failure, CommandLine command) {
    if (command.getCommandSpec().root().userObject() instanceof Sinabro sinabro && sinabro.verbose()) {
      failure.printStackTrace(command.getErr());
    }
  }
}
