package dev.sinabro.cli.http;

import java.time.Duration;

/**
 * What a listener takes upon itself.
 *
 * @param bodyBytes of a request, at most; longer ones are answered by 413
 * @param waiting connections that wait to be accepted, at most
 * @param time from a request's head to the end of its body, at most; later ones are answered by 408
 * @param lasting whether there are answers that last, so that none is cut off for the time that it takes
 */
public record HttpLimits(int bodyBytes, int waiting, Duration time, boolean lasting) {
  private static final String LONGEST_HEAD = "32768";

  /** Hands on what the JDK's server takes from system properties alone, when the first one is made: heads, and clients that do not read. */
  void limitConnections() {
    setIfAbsent("maxReqTime", Long.toString(time.toSeconds() + 1));
    if (!lasting) {
      setIfAbsent("maxRspTime", Long.toString(2 * time.toSeconds() + 1));
    }
    setIfAbsent("maxReqHeaderSize", LONGEST_HEAD);
    setIfAbsent("nodelay", "true");
  }

  private static void setIfAbsent(String property, String value) {
    System.getProperties().putIfAbsent("sun.net.httpserver." + property, value);
  }
}
