package dev.sinabro.cli.page;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Requests to a page as bytes: a client of the library would not send a foreign host.
 *
 * @param address that the page is opened at, with its token
 */
public record PageBytes(String address) {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** What the first line of the answer says, and all of it. */
  public record Reply(int status, String text) {}

  /** Where the page listens. */
  public int port() {
    return URI.create(address).getPort();
  }

  /** What lets a browser in. */
  public String token() {
    return URI.create(address).getQuery().substring("token=".length());
  }

  /** The host as the browser names it. */
  public String host() {
    return "127.0.0.1:" + port();
  }

  /** The header of a browser that was let in. */
  public String cookie() {
    return "Cookie: other=1; sinabro-" + port() + "=" + token() + "\r\n";
  }

  /** The header of a request that the page itself sends. */
  public String origin() {
    return "Origin: http://" + host() + "\r\n";
  }

  /** Sends a request, with these headers beside the host. */
  public Reply sent(String method, String path, String host, String headers, String body) throws IOException {
    try (Socket socket = open()) {
      write(socket, method + " " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n" + headers
          + "Content-Length: " + body.length() + "\r\n\r\n" + body);
      String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Reply(Integer.parseInt(all.substring(9, 12)), all);
    }
  }

  /** Asks for a stream as a browser that was let in. */
  public Socket stream(String path) throws IOException {
    Socket socket = open();
    write(socket, "GET " + path + " HTTP/1.1\r\nHost: " + host() + "\r\n" + cookie() + "\r\n");
    return socket;
  }

  private Socket open() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port());
    socket.setSoTimeout((int) PATIENCE.toMillis());
    return socket;
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
  }
}
