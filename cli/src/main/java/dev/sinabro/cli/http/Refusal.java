package dev.sinabro.cli.http;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A request that is not answered as it asks. */
public final class Refusal extends RuntimeException {
  /** The request cannot be understood. */
  public static final int MALFORMED = 400;
  /** The client has not shown who it is. */
  public static final int UNAUTHORIZED = 401;
  /** Another page sends it, or nobody says which page does. */
  public static final int FORBIDDEN = 403;
  /** There is nothing of this name. */
  public static final int NOT_FOUND = 404;
  /** That cannot be done with it. */
  public static final int METHOD = 405;
  /** Its body did not come in time. */
  public static final int TOO_SLOW = 408;
  /** It does not go with what is so at present. */
  public static final int CONFLICT = 409;
  /** What it asks for was there, and is no more. */
  public static final int GONE = 410;
  /** It is too long, or asks for too much. */
  public static final int TOO_LARGE = 413;
  /** Its body is of another type than can be read. */
  public static final int MEDIA_TYPE = 415;
  /** It was sent to another host's name. */
  public static final int MISDIRECTED = 421;
  /** It can be understood, and asks for what cannot be. */
  public static final int UNUSABLE = 422;
  /** There are too many of this client already. */
  public static final int TOO_MANY = 429;
  /** A defect of the program. */
  public static final int INTERNAL = 500;
  /** There is no room at present. */
  public static final int OVERLOADED = 503;

  private static final long serialVersionUID = 1L;
  private static final int LONGEST_SHOWN = 60;
  private static final int MOST_SHOWN = 20;

  private final int status;
  private final String allowed;

  private Refusal(int status, String message, String allowed) {
    super(message);
    this.status = status;
    this.allowed = allowed;
  }

  /** With the status of HTTP, and what a person can do. */
  public Refusal(int status, String message) {
    this(status, message, "");
  }

  /** The body cannot be used as it is. */
  public static Refusal malformed(String message) {
    return new Refusal(MALFORMED, message);
  }

  /** Another method than those that have a meaning. */
  public static Refusal ofMethod(String method, List<String> allowed) {
    return new Refusal(METHOD, shown(method) + " has no meaning here; use " + allowed.getFirst(),
        String.join(", ", allowed));
  }

  /** Of HTTP. */
  public int status() {
    return status;
  }

  /** What a program can do. */
  Map<String, String> headers() {
    return switch (status) {
      case METHOD -> Map.of("Allow", allowed);
      case OVERLOADED, TOO_MANY -> Map.of("Retry-After", "1");
      default -> Map.of();
    };
  }

  /** A word of a request as far as a message holds it. */
  public static String shown(String word) {
    return word.length() <= LONGEST_SHOWN ? word : word.substring(0, LONGEST_SHOWN) + "...";
  }

  /** Names as far as a message holds them. */
  public static String shown(List<String> names) {
    String some = names.stream().limit(MOST_SHOWN).map(Refusal::shown).collect(Collectors.joining(", "));
    return names.size() > MOST_SHOWN ? some + " and " + (names.size() - MOST_SHOWN) + " more" : some;
  }
}
