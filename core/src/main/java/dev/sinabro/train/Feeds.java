package dev.sinabro.train;

import dev.sinabro.compile.Program;
import dev.sinabro.compile.Region;
import dev.sinabro.run.MemoryException;
import dev.sinabro.run.Session;
import dev.sinabro.run.StreamedInputs;
import dev.sinabro.train.Workbench.Purpose;
import java.util.ArrayList;
import java.util.List;

/**
 * The data of a training or an evaluation: resident on the device where all of it fits beside the model and the
 * temporaries of the steps, or else streamed, a step's rows at a time. That is planned before any memory is taken.
 *
 * @param feeds one for each portion, in their order
 * @param deviceBytes memory of the data on the device
 * @param streamedBytes memory that the data would have needed there; 0 where it is resident
 */
record Feeds(List<Feed> feeds, long deviceBytes, long streamedBytes) implements AutoCloseable {

  /**
   * Prepares the steps, and the data for them.
   *
   * @param portions where so many rows a step do not fit, fewer are evaluated at a time, since the user does not choose
   *     that number
   * @throws MemoryException with the largest batch that fits, where that of a training does not
   */
  static Feeds of(Workbench bench, Objective objective, List<Portion> portions) {
    return new Planner(bench, objective).place(portions);
  }

  @Override
  public void close() {
    feeds.forEach(Feed::close);
  }

  /** Bytes of the data on the device, and of temporaries. */
  private record Need(long inputs, long arena) {
    static Need of(Program program) {
      return new Need(program.byteSize(Region.INPUTS), program.byteSize(Region.ARENA));
    }

    /** Of two that use the same memory in turn. */
    Need or(Need other) {
      return new Need(Math.max(inputs, other.inputs), Math.max(arena, other.arena));
    }

    /** Of two whose data is there at the same time. */
    Need and(Need other) {
      return new Need(inputs + other.inputs, Math.max(arena, other.arena));
    }

    long bytes() {
      return inputs + arena;
    }
  }

  private static final class Planner {
    private final Workbench bench;
    private final Session session;
    private final Objective objective;
    private final Need present;
    private final long free;

    Planner(Workbench bench, Objective objective) {
      this.bench = bench;
      this.session = bench.session();
      this.objective = objective;
      this.present = new Need(0, session.arenaBytes());
      this.free = session.freeBytes();
    }

    Feeds place(List<Portion> portions) {
      Need resident = portions.stream().map(portion -> need(portion, false)).reduce(present, Need::and);
      if (resident.bytes() <= free) {
        prepare(portions, false);
        return new Feeds(resident(portions), resident.inputs, 0);
      }
      List<Portion> fitting = new ArrayList<>();
      Need streamed = present;
      for (Portion portion : portions) {
        fitting.add(fitting(portion, streamed));
        streamed = streamed.or(need(fitting.getLast(), true));
      }
      prepare(fitting, true);
      StreamedInputs shared = session.streamedInputs(streamed.inputs);
      List<Feed> feeds = fitting.stream().<Feed>map(portion -> new Feed.Streamed(portion, shared)).toList();
      return new Feeds(feeds, streamed.inputs, resident.inputs);
    }

    private Need need(Portion portion, boolean streamed) {
      return portion.batches().stream().map(batch -> Need.of(bench.plan(portion, batch, streamed, objective)))
          .reduce(new Need(0, 0), Need::or);
    }

    private void prepare(List<Portion> portions, boolean streamed) {
      portions.forEach(
          portion -> portion.batches().forEach(batch -> bench.step(portion, batch, streamed, objective)));
    }

    private List<Feed> resident(List<Portion> portions) {
      List<Feed> feeds = new ArrayList<>();
      try {
        for (Portion portion : portions) {
          feeds.add(new Feed.Resident(portion,
              bench.load(portion.data(), bench.plan(portion, portion.batch(), false, objective))));
        }
      } catch (RuntimeException e) {
        feeds.forEach(Feed::close);
        throw e;
      }
      return List.copyOf(feeds);
    }

    /** The portion with a batch whose rows and temporaries fit where {@code others} take turns with them. */
    private Portion fitting(Portion portion, Need others) {
      Need need = others.or(need(portion, true));
      if (need.bytes() <= free) {
        return portion;
      }
      if (portion.purpose() == Purpose.EVALUATION && portion.batch() > 1) {
        return fitting(portion.withBatch(portion.batch() / 2), others);
      }
      throw new MemoryException("the temporaries and rows of a step", need.bytes(), free)
          .withRemedy(remedy(portion, others));
    }

    private String remedy(Portion portion, Need others) {
      int fits = 0;
      int tooLarge = portion.batch();
      while (tooLarge - fits > 1) {
        int between = fits + (tooLarge - fits) / 2;
        if (others.or(Need.of(bench.unkeptPlan(portion, between, true, objective))).bytes() <= free) {
          fits = between;
        } else {
          tooLarge = between;
        }
      }
      return fits == 0 ? Workbench.NOT_ONE_ROW : "the largest batch that fits is " + fits;
    }
  }
}
