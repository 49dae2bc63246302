package dev.sinabro.cli;

import dev.sinabro.cli.option.ListenOption;
import dev.sinabro.cli.page.ServedPage;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import picocli.CommandLine;

/**
 * Serves a page until Ctrl-C.
 *
 * @param command that serves it
 * @param listen where
 */
record PageService(CommandLine command, ListenOption listen) {

  /** Begins to serve a page. */
  interface Opening {
    /**
     * Begins to serve it.
     *
     * @param faults told of what is no fault of a request
     */
    ServedPage open(InetSocketAddress address, Consumer<Throwable> faults) throws IOException;
  }

  /** Serves it, and tells its address; the exit code. */
  int serve(Opening opening) throws IOException, InterruptedException {
    PrintWriter out = command.getOut();
    CountDownLatch over = new CountDownLatch(1);
    try (ShutdownSignals signals = new ShutdownSignals(over::countDown);
        ServedPage page = opening.open(listen.address(command.getErr()), this::told)) {
      String name = command.getCommandName();
      out.printf("%s  %s%n", name, page.address());
      out.printf("%s  open it in a browser; Ctrl-C ends it%n", " ".repeat(name.length()));
      out.flush();
      over.await();
      return signals.exitCode().code();
    } catch (BindException taken) {
      throw listen.taken(taken);
    }
  }

  private void told(Throwable fault) {
    command.getErr().println("sinabro: a request failed: " + fault);
    command.getErr().flush();
  }
}
