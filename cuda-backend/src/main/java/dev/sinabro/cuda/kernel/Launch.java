package dev.sinabro.cuda.kernel;

import java.util.ArrayList;
import java.util.List;

/** Work that the GPU is given at once. */
sealed interface Launch {

  /** A job with all the blocks that it is worth. */
  record Alone(Work.Job job) implements Launch {}

  /** A job whose struct can be larger than a parameter, so that it stands in a table. */
  record Placed(Work.Job job) implements Launch {}

  /** Element-wise groups side by side: no two of them touch what another writes. */
  record Groups(List<Work.Job> jobs) implements Launch {}

  /** Small jobs one after the other, in one block. */
  record Tape(List<Work.Job> jobs) implements Launch {}

  /** A matrix product of cuBLAS. */
  record Multiplication(Work.Product product) implements Launch {}

  /** All that it does. */
  default List<? extends Work> works() {
    return switch (this) {
      case Alone alone -> List.of(alone.job);
      case Placed placed -> List.of(placed.job);
      case Groups groups -> groups.jobs;
      case Tape tape -> tape.jobs;
      case Multiplication multiplication -> List.of(multiplication.product);
    };
  }

  /**
   * The same work in as few launches as there can be: a small job joins the tape before it, and a group of element-wise
   * operations the groups before it, past all launches between with which it does not conflict. Small groups leave a
   * tape for groups that are launched anyway, where they cost nothing. A piece of work is done by the same code whether
   * it is joined with others or not, so the bits are the same.
   */
  static List<Launch> joined(List<? extends Work> works) {
    List<Launch> launches = new ArrayList<>();
    for (Work work : works) {
      if (!(work instanceof Work.Job job) || !join(launches, job)) {
        launches.add(alone(work));
      }
    }
    for (int index = 0; index < launches.size(); index++) {
      if (launches.get(index) instanceof Groups groups) {
        takeFromTapes(groups, launches, index);
      }
    }
    launches.removeIf(launch -> launch.works().isEmpty());
    return launches;
  }

  /**
   * Moves groups from the tapes before {@code index} into the groups there, as far as they conflict with nothing that
   * they pass.
   */
  private static void takeFromTapes(Groups groups, List<Launch> launches, int index) {
    List<Work> passed = new ArrayList<>(groups.jobs);
    int most = passed.size() + 2 * WINDOW;
    for (int before = index - 1; before >= 0 && passed.size() < most; before--) {
      List<? extends Work> works = launches.get(before).works();
      for (int last = works.size() - 1; last >= 0 && passed.size() < most; last--) {
        Work work = works.get(last);
        if (launches.get(before) instanceof Tape && work instanceof Work.Job job && job.kind() == JobKind.ELEMENTWISE
            && passed.stream().noneMatch(job::conflictsWith)) {
          works.remove(last);
          groups.jobs.add(job);
        }
        passed.add(work);
      }
    }
  }

  /** Each piece of work by itself. */
  static List<Launch> separate(List<? extends Work> works) {
    return works.stream().map(Launch::alone).toList();
  }

  private static Launch alone(Work work) {
    return switch (work) {
      case Work.Product product -> new Multiplication(product);
      case Work.Job job when job.small() -> new Tape(new ArrayList<>(List.of(job)));
      case Work.Job job when job.kind() == JobKind.ELEMENTWISE -> new Groups(new ArrayList<>(List.of(job)));
      case Work.Job job when job.kind() == JobKind.ROWS || job.kind() == JobKind.COLUMNS -> new Placed(job);
      case Work.Job job -> new Alone(job);
    };
  }

  /** How many launches are looked at, from the last one backwards. */
  int WINDOW = 32;

  private static boolean join(List<Launch> launches, Work.Job job) {
    for (int index = launches.size() - 1; index >= Math.max(0, launches.size() - WINDOW); index--) {
      Launch launch = launches.get(index);
      if (launch instanceof Tape tape && job.small()) {
        return tape.jobs.add(job);
      }
      if (launch.works().stream().anyMatch(job::conflictsWith)) {
        return false;
      }
      if (launch instanceof Groups groups && job.kind() == JobKind.ELEMENTWISE) {
        return groups.jobs.add(job);
      }
    }
    return false;
  }
}
