package dev.sinabro.cli.page;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.List;
import java.util.Map;

/**
 * What a page asks for, after it was let in.
 *
 * @param acts whether it changes something: a POST
 * @param path its parts, without empty ones
 * @param query of the address
 * @param body empty where it does not act
 */
public record Request(boolean acts, List<String> path, Map<String, String> query, String body) {

  /**
   * The body as an object of JSON.
   *
   * @throws Refusal where it is none
   */
  public JsonObject json() {
    try {
      if (JsonParser.parseString(body) instanceof JsonObject object) {
        return object;
      }
    } catch (JsonParseException | StackOverflowError malformed) {
      // as what is no object
    }
    throw new Refusal(Refusal.MALFORMED, "the body is no object of JSON");
  }

  /**
   * A part of the query.
   *
   * @throws Refusal where it is missing
   */
  public String asked(String name) {
    String value = query.get(name);
    if (value == null) {
      throw new Refusal(Refusal.MALFORMED, "the address has no " + name);
    }
    return value;
  }
}
