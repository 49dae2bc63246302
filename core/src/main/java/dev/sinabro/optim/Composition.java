package dev.sinabro.optim;

import dev.sinabro.graph.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Schedules that are made of others, which remember side by side. */
public sealed interface Composition extends Schedule {

  /** Of what it is made; the first remembers the first part of the memory. */
  List<Schedule> parts();

  @Override
  default List<Double> memory() {
    return parts().stream().flatMap(part -> part.memory().stream()).toList();
  }

  @Override
  default List<Double> afterEpoch(List<Double> memory, double loss) {
    List<Double> after = new ArrayList<>();
    for (Schedule part : parts()) {
      List<Double> own = memory.subList(after.size(), after.size() + part.memory().size());
      after.addAll(part.afterEpoch(own, loss));
    }
    return after;
  }

  /** The factor of a part, which sees what it remembers itself. */
  private static Tensor factorOf(Composition whole, int part, Progress progress) {
    int from = whole.parts().subList(0, part).stream().mapToInt(before -> before.memory().size()).sum();
    Schedule schedule = whole.parts().get(part);
    return schedule.factor(progress.remembering(from, from + schedule.memory().size()));
  }

  /**
   * The product of two.
   *
   * @param first a factor
   * @param second a factor
   */
  record Product(Schedule first, Schedule second) implements Composition {
    @Override
    public List<Schedule> parts() {
      return List.of(first, second);
    }

    @Override
    public Tensor factor(Progress progress) {
      return factorOf(this, 0, progress).mul(factorOf(this, 1, progress));
    }
  }

  /**
   * It rises linearly at first.
   *
   * @param steps until it is 1, at least 1
   * @param then what follows
   */
  record WarmUp(int steps, Schedule then) implements Composition {
    /** Checks the range. */
    public WarmUp {
      if (steps < 1) {
        throw new IllegalArgumentException("a warm-up of " + steps + " steps; it must be at least 1");
      }
    }

    @Override
    public List<Schedule> parts() {
      return List.of(then);
    }

    @Override
    public Tensor factor(Progress progress) {
      Tensor first = progress.step().add(1).div(steps);
      return progress.step().less(steps).select(first, then.factor(progress.from(steps)));
    }
  }

  /**
   * One after the other; see {@link Schedule#sequence}.
   *
   * @param schedules at least one
   * @param steps of each, at least 1; that of the last may be left out
   */
  record Sequence(List<Schedule> schedules, List<Integer> steps) implements Composition {
    /** Checks that there is a length for each. */
    public Sequence {
      schedules = List.copyOf(schedules);
      steps = List.copyOf(steps);
      int without = schedules.size() - steps.size();
      if (schedules.isEmpty() || without != 0 && without != 1) {
        throw new IllegalArgumentException("a sequence of " + schedules.size() + " schedules with " + steps.size()
            + " lengths; give one for each, or for each but the last");
      }
      if (steps.stream().anyMatch(length -> length < 1)) {
        throw new IllegalArgumentException("a schedule of " + steps + " steps; each must have 1 at least");
      }
    }

    @Override
    public List<Schedule> parts() {
      return schedules;
    }

    @Override
    public Tensor factor(Progress progress) {
      Tensor factor = factorOf(this, 0, ofPart(0, 0, progress));
      int from = 0;
      for (int part = 1; part < schedules.size(); part++) {
        from += steps.get(part - 1);
        Tensor next = factorOf(this, part, ofPart(part, from, progress));
        factor = progress.step().less(from).select(factor, next);
      }
      return factor;
    }

    private Progress ofPart(int part, int from, Progress progress) {
      return part < steps.size() ? progress.within(from, steps.get(part)) : progress.from(from);
    }
  }
}
