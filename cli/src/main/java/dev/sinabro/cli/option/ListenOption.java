package dev.sinabro.cli.option;

import dev.sinabro.cli.exit.ExitCode;
import dev.sinabro.cli.exit.UserException;
import java.io.PrintWriter;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import picocli.CommandLine.Option;

/** Where a command that serves something listens. */
public final class ListenOption {
  private static final int MOST_PORTS = 65_535;

  @Option(names = "--host", paramLabel = "HOST", defaultValue = "127.0.0.1",
      description = "The address to listen at. There is no encryption: from another machine rather use ssh -L."
          + " Default: ${DEFAULT-VALUE}.")
  private String host = "";

  @Option(names = "--port", paramLabel = "N", defaultValue = "8080",
      description = "0 takes any that is free, and tells it. Default: ${DEFAULT-VALUE}.")
  private int port;

  /** As it was named. */
  public String host() {
    return host;
  }

  /**
   * The address.
   *
   * @throws UserException where there is none such
   */
  public InetSocketAddress address() {
    if (port < 0 || port > MOST_PORTS) {
      throw new UserException(ExitCode.USAGE, "--port " + port + ": expected 0 to " + MOST_PORTS);
    }
    try {
      return new InetSocketAddress(InetAddress.getByName(host), port);
    } catch (UnknownHostException _) {
      throw new UserException(ExitCode.USAGE, "--host " + host + ": there is no such address");
    }
  }

  /**
   * The address, with a warning where other machines reach it.
   *
   * @throws UserException where there is none such
   */
  public InetSocketAddress address(PrintWriter err) {
    InetSocketAddress address = address();
    if (!address.getAddress().isLoopbackAddress()) {
      err.println("sinabro: " + host + " can be reached from other machines, and what passes is not encrypted; ssh -L "
          + address.getPort() + ":127.0.0.1:" + address.getPort() + " is safer");
      err.flush();
    }
    return address;
  }

  /** What is said where another program listens there. */
  public UserException taken(BindException failure) {
    return new UserException(ExitCode.USAGE, "cannot listen at " + host + ", port " + port + ": "
        + failure.getMessage() + "; name another with --port, or 0 for any");
  }
}
