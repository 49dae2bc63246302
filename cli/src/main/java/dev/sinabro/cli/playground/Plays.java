package dev.sinabro.cli.playground;

import dev.sinabro.cli.http.Refusal;
import dev.sinabro.cli.page.Latest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The trainings of all pages that are open: each page has its own. The oldest that nobody looks at makes room for another one,
 * and what nobody looks at for long is let go.
 */
final class Plays implements AutoCloseable {
  private static final int MOST = 8;
  private static final int NAME_BYTES = 8;
  private static final int LOOKS = 4;

  private final Map<String, Player> players = new LinkedHashMap<>();
  private final SecureRandom random = new SecureRandom();
  private final Consumer<Throwable> faults;
  private final Duration patience;
  private final LongSupplier clock;
  private final ScheduledExecutorService sweeper =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("idle playgrounds").factory());

  /**
   * None yet.
   *
   * @param patience for so long, a training is kept that nobody looks at
   * @param clock in nanoseconds
   */
  Plays(Duration patience, LongSupplier clock, Consumer<Throwable> faults) {
    this.patience = patience;
    this.clock = clock;
    this.faults = faults;
    long often = patience.toNanos() / LOOKS;
    sweeper.scheduleWithFixedDelay(this::letGo, often, often, TimeUnit.NANOSECONDS);
  }

  /**
   * Begins one.
   *
   * @return its name
   * @throws Refusal where there are too many
   */
  String begin() {
    byte[] name = new byte[NAME_BYTES];
    random.nextBytes(name);
    String text = HexFormat.of().formatHex(name);
    added(text).ifPresent(Player::close);
    return text;
  }

  /** Adds one; the one that made room for it is not locked while it ends, so that the others are not held up. */
  private synchronized Optional<Player> added(String name) {
    Optional<Player> left = Optional.empty();
    if (players.size() >= MOST) {
      String oldest = players.entrySet().stream().filter(entry -> entry.getValue().latest().readers() == 0)
          .map(Map.Entry::getKey).findFirst().orElseThrow(() -> new Refusal(Refusal.TOO_MANY,
              MOST + " pages of this playground are open already; close one"));
      left = Optional.ofNullable(players.remove(oldest));
    }
    players.put(name, new Player(new Latest(), clock, faults));
    return left;
  }

  /** Ends those that nobody has looked at for too long; called now and then. */
  void letGo() {
    List<Player> idle;
    synchronized (this) {
      idle = players.values().stream().filter(player -> player.isIdle(patience)).toList();
      players.values().removeAll(idle);
    }
    idle.forEach(Player::close);
  }

  /** How many there are. */
  synchronized int count() {
    return players.size();
  }

  /**
   * One by its name.
   *
   * @throws Refusal where there is none
   */
  synchronized Player get(String name) {
    Player player = players.get(name);
    if (player == null) {
      throw Player.gone();
    }
    player.asked();
    return player;
  }

  @Override
  public void close() {
    sweeper.shutdownNow();
    List<Player> all;
    synchronized (this) {
      all = List.copyOf(players.values());
      players.clear();
    }
    all.forEach(Player::close);
  }
}
