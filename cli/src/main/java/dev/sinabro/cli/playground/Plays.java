package dev.sinabro.cli.playground;

import dev.sinabro.cli.http.Refusal;
import dev.sinabro.cli.page.Latest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The trainings of all pages that are open: each page has its own, and the oldest that nobody looks at makes room. */
final class Plays implements AutoCloseable {
  private static final int MOST = 8;
  private static final int NAME_BYTES = 8;

  private final Map<String, Player> players = new LinkedHashMap<>();
  private final SecureRandom random = new SecureRandom();
  private final Consumer<Throwable> faults;

  Plays(Consumer<Throwable> faults) {
    this.faults = faults;
  }

  /**
   * Begins one.
   *
   * @return its name
   * @throws Refusal where there are too many
   */
  synchronized String begin() {
    if (players.size() >= MOST) {
      Optional<String> left = players.entrySet().stream().filter(entry -> entry.getValue().latest().readers() == 0)
          .map(Map.Entry::getKey).findFirst();
      end(left.orElseThrow(() -> new Refusal(Refusal.TOO_MANY,
          MOST + " pages of this playground are open already; close one")));
    }
    byte[] name = new byte[NAME_BYTES];
    random.nextBytes(name);
    String text = HexFormat.of().formatHex(name);
    players.put(text, new Player(new Latest(), faults));
    return text;
  }

  synchronized boolean has(String name) {
    return players.containsKey(name);
  }

  private void end(String name) {
    Player player = players.remove(name);
    if (player != null) {
      player.close();
    }
  }

  /**
   * One by its name.
   *
   * @throws Refusal where there is none
   */
  synchronized Player get(String name) {
    Player player = players.get(name);
    if (player == null) {
      throw new Refusal(Refusal.NOT_FOUND, "this page's training has made room for others; load the page again");
    }
    return player;
  }

  @Override
  public synchronized void close() {
    players.values().forEach(Player::close);
    players.clear();
  }
}
