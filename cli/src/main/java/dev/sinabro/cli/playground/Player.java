package dev.sinabro.cli.playground;

import com.google.gson.JsonObject;
import dev.sinabro.cli.http.Refusal;
import dev.sinabro.cli.page.Latest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The thread of one page: its training runs there, and all that the page asks is done between two epochs. */
final class Player implements AutoCloseable {
  private static final long PICTURE_NANOS = 100_000_000;
  /** Nobody looks: a hidden page closes its stream, and opens it when it is seen again. */
  private static final long UNSEEN_MILLIS = 200;

  private final Latest latest;
  private final Consumer<Throwable> faults;
  private final ExecutorService thread = Executors.newSingleThreadExecutor(
      Thread.ofPlatform().daemon().name("playground").factory());
  private volatile @Nullable Play play;
  private volatile Optional<UserTable> own = Optional.empty();
  private final LongSupplier clock;
  private volatile long lastAsked;
  private @Nullable Path folder;
  private int begun;
  private boolean running;
  private long lastPicture;

  /** @param clock in nanoseconds */
  Player(Latest latest, LongSupplier clock, Consumer<Throwable> faults) {
    this.latest = latest;
    this.clock = clock;
    lastAsked = clock.getAsLong();
    this.faults = faults;
  }

  Latest latest() {
    return latest;
  }

  /** What is said of one that is there no more. */
  static Refusal gone() {
    return new Refusal(Refusal.GONE, "this page's training has made room for others; load the page again");
  }

  /** Somebody asks for it. */
  void asked() {
    lastAsked = clock.getAsLong();
  }

  /** Whether nobody has looked at it, or asked for it, for so long. */
  boolean isIdle(Duration patience) {
    if (latest.readers() > 0) {
      asked();
    }
    return clock.getAsLong() - lastAsked > patience.toNanos();
  }

  /** Takes a table of the user's, for settings that name it. */
  void take(UserTable table) {
    own = Optional.of(table);
  }

  /** Begins anew; what ran before is dropped. */
  JsonObject begin(Settings settings) {
    halt();
    return asked(() -> {
      drop();
      Recipe recipe = recipe(settings, own);
      Path made = Files.createTempDirectory("sinabro-playground-");
      folder = made;
      play = new Play(++begun, recipe, made, latest);
      return PlayText.of(play);
    });
  }

  private static Recipe recipe(Settings settings, Optional<UserTable> own) {
    Recipe recipe = new Recipe(settings, table(settings, own));
    List<String> fitting = recipe.table().ofClasses() ? Settings.CLASS_LOSSES : Settings.VALUE_LOSSES;
    if (!fitting.contains(settings.loss())) {
      throw new Refusal(Refusal.UNUSABLE, "the column " + recipe.table().targetName() + " has "
          + (recipe.table().ofClasses() ? "classes" : "numbers") + "; its loss must be one of "
          + String.join(", ", fitting));
    }
    return recipe;
  }

  private static PlayTable table(Settings settings, Optional<UserTable> own) {
    if (settings.data().equals(Settings.CSV)) {
      UserTable table = own.orElseThrow(() -> new Refusal(Refusal.CONFLICT, "send the file first"));
      if (settings.axes().size() != 3) {
        throw new Refusal(Refusal.MALFORMED, "axes are the columns of x, of y, and the one to be learned");
      }
      return table.over(settings.axes().get(0), settings.axes().get(1), settings.axes().get(2));
    }
    PlaneData data = Settings.constant(PlaneData.values(), settings.data());
    return PlayTable.of(data, data.points(settings.rows(), settings.noise(), settings.sample()), settings.features());
  }

  /** Ends the present epoch after its present step, for what is not wanted any longer. */
  private void halt() {
    Play present = play;
    if (present != null) {
      present.stop();
    }
  }

  /** Lets it run, or pauses it. */
  void run(boolean on) {
    asked(() -> {
      boolean starts = on && !running;
      running = on;
      present().publish(on);
      if (starts) {
        again();
      }
      return new JsonObject();
    });
  }

  private void again() {
    try {
      thread.execute(this::advance);
    } catch (RejectedExecutionException closed) {
      running = false;
    }
  }

  private void advance() {
    if (!running) {
      return;
    }
    try {
      if (latest.readers() == 0) {
        Thread.sleep(UNSEEN_MILLIS);
      } else {
        present().epoch();
        if (System.nanoTime() - lastPicture > PICTURE_NANOS) {
          present().publish(true);
          lastPicture = System.nanoTime();
        }
      }
      again();
    } catch (Refusal refused) {
      running = false;
      tell(refused);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException fault) {
      running = false;
      faults.accept(fault);
      tell(fault);
    }
  }

  private void tell(RuntimeException why) {
    JsonObject json = new JsonObject();
    json.addProperty("error", String.valueOf(why.getMessage()));
    json.addProperty("running", false);
    latest.put(json.toString());
  }

  /** Does something with the training while it stands, and shows what came of it. */
  void change(Consumer<Play> change) {
    asked(() -> {
      change.accept(present());
      present().publish(running);
      return new JsonObject();
    });
  }

  /** Finds something out, between two epochs. */
  JsonObject look(Function<Play, JsonObject> look) {
    return asked(() -> look.apply(present()));
  }

  private Play present() {
    Play present = play;
    if (present == null) {
      throw new Refusal(Refusal.CONFLICT, "send the settings first");
    }
    return present;
  }

  private JsonObject asked(Callable<JsonObject> task) {
    try {
      return thread.submit(task).get();
    } catch (RejectedExecutionException closed) {
      throw gone();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new Refusal(Refusal.CONFLICT, "the playground ends");
    } catch (ExecutionException failed) {
      switch (failed.getCause()) {
        case RuntimeException cause -> throw cause;
        case Error cause -> throw cause;
        case null, default -> throw new IllegalStateException(failed.getCause());
      }
    }
  }

  private void drop() {
    running = false;
    Play old = play;
    play = null;
    if (old != null) {
      old.close();
    }
    Path left = folder;
    folder = null;
    if (left != null) {
      try {
        Files.deleteIfExists(left.resolve(Recipe.FILE));
        Files.deleteIfExists(left);
      } catch (IOException unwritable) {
        throw new UncheckedIOException(unwritable);
      }
    }
  }

  @Override
  public void close() {
    latest.close();
    halt();
    try {
      thread.submit(this::drop);
    } catch (RejectedExecutionException closed) {
      return;
    }
    thread.shutdown();
    try {
      thread.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
