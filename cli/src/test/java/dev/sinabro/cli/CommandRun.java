package dev.sinabro.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/** One run of the command: its exit code, and what it printed. */
public record CommandRun(int code, String out, String err) {

  public static CommandRun of(String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    int code = Sinabro.run(new PrintWriter(out), new PrintWriter(err), arguments);
    return new CommandRun(code, out.toString(), err.toString());
  }
}
