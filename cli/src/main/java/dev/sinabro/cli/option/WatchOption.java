package dev.sinabro.cli.option;

import dev.sinabro.cli.exit.ExitCode;
import dev.sinabro.cli.exit.UserException;
import dev.sinabro.cli.experiment.RunFolder;
import dev.sinabro.cli.experiment.RunningTraining;
import dev.sinabro.cli.watch.LiveTraining;
import dev.sinabro.cli.watch.RunsPage;
import dev.sinabro.train.TrainingEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** A page of the training itself, for as long as it trains. */
public final class WatchOption {
  private static final int MOST_PORTS = 65_535;

  @Option(names = "--watch", description = "Serves a page that shows the training, and stops it or has it write a"
      + " checkpoint, as long as it runs. From another machine, use ssh -L.")
  private boolean asked;

  @Option(names = "--watch-port", paramLabel = "N", defaultValue = "0",
      description = "Of that page, at 127.0.0.1. Default: any that is free.")
  private int port;

  /**
   * Whether there is to be a page.
   *
   * @throws UserException where its port can be none
   */
  public boolean isAsked() {
    if (port < 0 || port > MOST_PORTS) {
      throw new UserException(ExitCode.USAGE, "--watch-port " + port + ": expected 0 to " + MOST_PORTS);
    }
    return asked;
  }

  /**
   * A training and its page.
   *
   * @param page none where it was not asked for
   */
  public record Watched(Optional<RunsPage> page, Optional<LiveTraining> training) implements AutoCloseable {
    /** Who else listens, and the page. */
    public Consumer<TrainingEvent> listener(Consumer<TrainingEvent> other) {
      return training.map(other::andThen).orElse(other);
    }

    /** Who else can stop the training, and the page. */
    public Consumer<RunningTraining> running(Consumer<RunningTraining> other) {
      return training.map(live -> other.andThen(live::runs)).orElse(other);
    }

    @Override
    public void close() {
      page.ifPresent(RunsPage::close);
    }
  }

  private static void remove(RunFolder folder) {
    try {
      if (folder.ours()) {
        Files.delete(folder.path());
      }
    } catch (IOException itStays) {
      // empty as it is
    }
  }

  /**
   * Begins to serve the page of a training that is about to begin, where it was asked for.
   *
   * @param told receives its address
   * @param warned receives what goes wrong with a request
   */
  public Watched begin(RunFolder folder, Consumer<String> told, Consumer<String> warned) {
    if (!asked) {
      return new Watched(Optional.empty(), Optional.empty());
    }
    try {
      Files.createDirectories(folder.path());
      LiveTraining training = new LiveTraining(folder.path());
      RunsPage page = RunsPage.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), training,
          fault -> warned.accept("a request failed: " + fault));
      told.accept("watch    " + page.address());
      return new Watched(Optional.of(page), Optional.of(training));
    } catch (BindException taken) {
      remove(folder);
      throw new UserException(ExitCode.USAGE,
          "cannot listen at port " + port + ": " + taken.getMessage()
              + "; leave out --watch-port for any that is free");
    } catch (IOException unusable) {
      throw new UncheckedIOException(unusable);
    }
  }
}
