package dev.sinabro.cli.page;

import dev.sinabro.cli.http.Refusal;
import dev.sinabro.cli.http.Request;
import java.net.HttpCookie;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who is answered. A page of another site can make a browser send requests to this machine, and a name of its own can lead
 * here (DNS rebinding): so the host must be ours, the browser must have shown the token of the printed address, which it keeps
 * as a cookie that no script reads and no other site sends, and what acts must come from our own page.
 *
 * @param token of 32 hexadecimal digits
 * @param port that the server listens to
 * @param hosts names under which it may be asked, without the port
 */
record Gate(String token, int port, Set<String> hosts) {
  private static final int TOKEN_BYTES = 16;

  static String newToken() {
    byte[] bytes = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** Cookies of one host are common to its ports. */
  String cookieName() {
    return "sinabro-" + port;
  }

  /** The header that has the browser keep the token. */
  String cookie() {
    return cookieName() + "=" + token + "; Path=/; HttpOnly; SameSite=Strict";
  }

  /** The address to open. */
  String address(String host) {
    return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port + "/?token=" + token;
  }

  boolean isToken(String text) {
    return MessageDigest.isEqual(text.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Lets a request pass.
   *
   * @param shown the token in its address, for a first visit
   * @throws Refusal where it must not
   */
  void check(Request request, Optional<String> shown) {
    List<String> host = request.headers("Host");
    if (host.size() != 1 || hosts.stream().noneMatch(name -> host.getFirst().equalsIgnoreCase(name + ":" + port))) {
      throw new Refusal(Refusal.MISDIRECTED,
          "this is not the host that was asked; open the address that the command printed");
    }
    if (request.acts()) {
      List<String> origin = request.headers("Origin");
      if (origin.size() != 1 || !origin.getFirst().equalsIgnoreCase("http://" + host.getFirst())) {
        throw new Refusal(Refusal.FORBIDDEN, "what acts must come from the page itself");
      }
    }
    if (shown.filter(this::isToken).isEmpty() && !hasCookie(request)) {
      throw new Refusal(Refusal.UNAUTHORIZED,
          "the token is missing; open the address that the command printed, with its token");
    }
  }

  private boolean hasCookie(Request request) {
    return request.headers("Cookie").stream().flatMap(line -> List.of(line.split(";")).stream())
        .flatMap(pair -> parsed(pair.strip()).stream())
        .anyMatch(cookie -> cookie.getName().equals(cookieName()) && isToken(cookie.getValue()));
  }

  private static List<HttpCookie> parsed(String pair) {
    try {
      return HttpCookie.parse(pair);
    } catch (IllegalArgumentException malformed) {
      return List.of();
    }
  }
}
