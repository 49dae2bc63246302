package dev.sinabro.cli;

import dev.sinabro.cli.playground.Playground;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.BindException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sinabro playground}. */
@Command(name = "playground",
    description = "Serves a page on which small networks are built, trained and looked into, by the library itself.")
final class PlaygroundCommand implements Callable<Integer> {
  @Spec
  private CommandSpec spec = CommandSpec.create();

  @Mixin
  private ListenOption listen = new ListenOption();

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    CountDownLatch over = new CountDownLatch(1);
    try (Ending ending = new Ending(over::countDown);
        Playground playground =
            new Playground(listen.address(err), Example.DIGITS_CNN.configuration(List.of()), fault -> {
              err.println("sinabro: a request failed: " + fault);
              err.flush();
            })) {
      out.println("playground  " + playground.address());
      out.println("            open it in a browser; Ctrl-C ends it");
      out.flush();
      over.await();
      return ending.exitCode().code();
    } catch (BindException taken) {
      throw listen.taken(taken);
    }
  }

}
