package dev.sinabro.cli.watch;

import dev.sinabro.cli.exit.ExitCode;
import dev.sinabro.cli.exit.UserException;
import dev.sinabro.cli.report.RunRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The runs in some folders and below them, as far as links do not lead. They are looked for again and again, and read as they
 * grow, while somebody asks.
 */
final class RunsFolder {
  /** Runs of seeds, folds and variants are in the folder of theirs, and that may be one of several in a folder of runs. */
  private static final int LEVELS = 4;
  static final int MOST_RUNS = 5_000;
  private static final long READ_NANOS = 400_000_000;
  private static final long FIND_NANOS = 3_000_000_000L;
  /** Of one look, so that a page of thousands of runs begins at once. */
  private static final long BUDGET_NANOS = 300_000_000;
  /** Of the time that a look took: a slow disk is not asked all the time. */
  private static final int PAUSE = 5;

  private final Map<Path, FollowedRun> runs = new LinkedHashMap<>();
  private final List<Root> roots;
  private int lastId;
  private int turn;
  private long nextRead = System.nanoTime();
  private long nextFind = nextRead;

  /**
   * A folder in which runs are looked for.
   *
   * @param named as it was named
   * @param path where it is, without links
   */
  private record Root(Path named, Path path) {}

  /**
   * @param folders of runs, or of one run; links to these are followed, those within them are not
   * @throws UserException where one is no folder
   */
  RunsFolder(List<Path> folders) {
    roots = folders.stream().map(RunsFolder::root).toList();
  }

  private static Root root(Path folder) {
    try {
      if (Files.isDirectory(folder)) {
        return new Root(folder, folder.toRealPath());
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    throw new UserException(ExitCode.DATA,
        folder + " is no folder; name that of your runs, or of one of them, such as sinabro ui runs");
  }

  /** The runs as they are now, or were half a second ago. */
  synchronized List<FollowedRun> runs() {
    long begin = System.nanoTime();
    if (begin - nextFind >= 0) {
      find();
      nextFind = System.nanoTime() + Math.max(FIND_NANOS, PAUSE * (System.nanoTime() - begin));
    }
    begin = System.nanoTime();
    if (begin - nextRead >= 0) {
      boolean all = refresh(begin + BUDGET_NANOS);
      nextRead = System.nanoTime() + (all ? Math.max(READ_NANOS, PAUSE * (System.nanoTime() - begin)) : 0);
    }
    return List.copyOf(runs.values());
  }

  /** Has them read anew at once when they are asked for next. */
  synchronized void expire() {
    nextRead = System.nanoTime();
    nextFind = nextRead;
  }

  /** A run by its number; empty where there is none, or no longer. */
  synchronized Optional<FollowedRun> run(int id) {
    return runs.values().stream().filter(run -> run.id() == id).findFirst();
  }

  /** Each in its turn, until they are read or the time is over; whether they are read. */
  private boolean refresh(long end) {
    List<FollowedRun> all = List.copyOf(runs.values());
    int seen = 0;
    while (seen < all.size() && System.nanoTime() < end) {
      if (!all.get(turn % all.size()).refresh()) {
        turn = (turn + 1) % all.size();
        seen++;
      }
    }
    return seen == all.size();
  }

  private void find() {
    Map<Path, FollowedRun> known = new LinkedHashMap<>(runs);
    runs.clear();
    for (Root root : roots) {
      for (Path folder : found(root.path)) {
        FollowedRun run = known.get(folder);
        runs.putIfAbsent(folder, run != null ? run : new FollowedRun(++lastId, name(root, folder), folder));
      }
    }
  }

  private String name(Root root, Path folder) {
    if (folder.equals(root.path)) {
      return roots.size() == 1 ? String.valueOf(folder.getFileName()) : root.named.toString();
    }
    Path below = root.path.relativize(folder);
    return (roots.size() == 1 ? below : root.named.resolve(below)).toString();
  }

  private static Set<Path> found(Path root) {
    Set<Path> found = new TreeSet<>();
    try {
      Files.walkFileTree(root, Set.<FileVisitOption>of(), LEVELS, new SimpleFileVisitor<>() {
        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
          if (RunRecord.isRun(folder)) {
            found.add(folder);
          }
          return found.size() < MOST_RUNS ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException unreadable) {
          return FileVisitResult.CONTINUE;
        }
      });
    } catch (IOException unreadable) {
      // what was found until then
    }
    return found;
  }
}
