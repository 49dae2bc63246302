package dev.sinabro.cli.http;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpExchange;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What is asked. The head is there; the body is read when it is asked for, once. */
public final class Request {
  private final HttpExchange exchange;
  private final HttpLimits limits;
  private final RequestBody body;
  private final long begin = System.nanoTime();

  Request(HttpExchange exchange, HttpLimits limits, RequestBody body) {
    this.exchange = exchange;
    this.limits = limits;
    this.body = body;
  }

  /** In capitals. */
  public String method() {
    return exchange.getRequestMethod();
  }

  /** Whether it changes something. */
  public boolean acts() {
    return method().equals("POST");
  }

  /** The path of the address, decoded. */
  public String path() {
    return String.valueOf(exchange.getRequestURI().getPath());
  }

  /**
   * What the address says behind its path.
   *
   * @throws Refusal where it is not encoded as addresses are
   */
  public Map<String, String> query() {
    Map<String, String> query = new LinkedHashMap<>();
    for (String pair : Objects.requireNonNullElse(exchange.getRequestURI().getRawQuery(), "").split("&")) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        try {
          query.put(pair.substring(0, equals), URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException malformed) {
          throw Refusal.malformed("the address is not encoded as addresses are");
        }
      }
    }
    return query;
  }

  /**
   * A part of the query.
   *
   * @throws Refusal where it is missing
   */
  public String asked(String name) {
    String value = query().get(name);
    if (value == null) {
      throw Refusal.malformed("the address has no " + name);
    }
    return value;
  }

  /** All headers of this name; none where it is absent. */
  public List<String> headers(String name) {
    return exchange.getRequestHeaders().getOrDefault(name, List.of());
  }

  /** When its head was there, by {@link System#nanoTime}. */
  public long begin() {
    return begin;
  }

  /**
   * Bytes that its body has, at most.
   *
   * @throws Refusal where these are more than the limit
   */
  public int bodySize() {
    return body.size(limits.bodyBytes());
  }

  /**
   * The body.
   *
   * @throws Refusal where it is too long, too slow, or ends early
   */
  public byte[] bytes() {
    return body.read(limits.bodyBytes(), begin + limits.time().toNanos() - System.nanoTime());
  }

  /** The body as text; throws as {@link #bytes}. */
  public String text() {
    return new String(bytes(), StandardCharsets.UTF_8);
  }

  /**
   * The body as an object of JSON; throws as {@link #bytes}.
   *
   * @throws Refusal where it is none
   */
  public JsonObject json() {
    try {
      if (JsonParser.parseString(text()) instanceof JsonObject object) {
        return object;
      }
    } catch (JsonParseException | StackOverflowError malformed) {
      // as what is no object
    }
    throw Refusal.malformed("the body is no object of JSON");
  }
}
