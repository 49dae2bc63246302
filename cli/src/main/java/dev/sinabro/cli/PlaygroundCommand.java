package dev.sinabro.cli;

import dev.sinabro.cli.exit.ExitCode;
import dev.sinabro.cli.exit.UserException;
import dev.sinabro.cli.playground.Playground;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/** {@code sinabro playground}. */
@Command(name = "playground",
    description = "Serves a page on which small networks are built, trained and looked into, by the library itself.")
final class PlaygroundCommand implements Callable<Integer> {
  private static final int MOST_PORTS = 65_535;

  @Spec
  private CommandSpec spec = CommandSpec.create();

  @Option(names = "--host", paramLabel = "HOST", defaultValue = "127.0.0.1",
      description = "The address to listen at. There is no encryption: from another machine rather use ssh -L."
          + " Default: ${DEFAULT-VALUE}.")
  private String host = "";

  @Option(names = "--port", paramLabel = "N", defaultValue = "8000",
      description = "0 takes any that is free. Default: ${DEFAULT-VALUE}.")
  private int port;

  @Override
  public Integer call() throws IOException, InterruptedException {
    // Who sends its request a byte a minute is cut off; the server reads that of the system's properties alone.
    System.getProperties().putIfAbsent("sun.net.httpserver.maxReqTime", "10");
    System.getProperties().putIfAbsent("sun.net.httpserver.nodelay", "true");
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    CountDownLatch over = new CountDownLatch(1);
    Signal interrupt = new Signal("INT");
    SignalHandler former = Signal.handle(interrupt, _ -> over.countDown());
    try (Playground playground = new Playground(address(), Example.DIGITS_CNN.configuration(List.of()), fault -> {
      err.println("sinabro: a request failed: " + fault);
      err.flush();
    })) {
      out.println("playground  " + playground.address());
      out.println("            open it in a browser; Ctrl-C ends it");
      out.flush();
      over.await();
    } catch (BindException taken) {
      throw new UserException(ExitCode.USAGE, "cannot listen at " + host + ", port " + port + ": " + taken.getMessage()
          + "; name another with --port, or 0 for any");
    } finally {
      Signal.handle(interrupt, former);
    }
    return ExitCode.DONE.code();
  }

  private InetSocketAddress address() {
    if (port < 0 || port > MOST_PORTS) {
      throw new ParameterException(spec.commandLine(), "--port " + port + ": expected 0 to " + MOST_PORTS);
    }
    try {
      InetAddress named = InetAddress.getByName(host);
      if (!named.isLoopbackAddress()) {
        spec.commandLine().getErr().println("sinabro: " + host + " can be reached from other machines, and what passes"
            + " is not encrypted; ssh -L " + port + ":127.0.0.1:" + port + " is safer");
      }
      return new InetSocketAddress(named, port);
    } catch (UnknownHostException unknown) {
      throw new ParameterException(spec.commandLine(), "--host " + host + ": there is no such address");
    }
  }
}
