package dev.sinabro.cuda.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which work shares a launch, and that the order of what conflicts stays. */
class LaunchTest {

  private static Work.Job job(JobKind kind, boolean small, int reads, int writes) {
    return new Work.Job(kind, new byte[8], 3, small, List.of(place(reads)), List.of(place(writes)));
  }

  private static Work.Job small(int reads, int writes) {
    return job(JobKind.GATHER, true, reads, writes);
  }

  private static Work.Job large(int reads, int writes) {
    return job(JobKind.GATHER, false, reads, writes);
  }

  private static Work.Job group(int reads, int writes) {
    return job(JobKind.ELEMENTWISE, false, reads, writes);
  }

  private static Work.Job smallGroup(int reads, int writes) {
    return job(JobKind.ELEMENTWISE, true, reads, writes);
  }

  private static Bytes place(int number) {
    return new Bytes(64L * number, 64L * number + 40);
  }

  private static String shape(Work... works) {
    return String.join(" ", Launch.joined(Arrays.asList(works)).stream().map(launch -> switch (launch) {
      case Launch.Alone _, Launch.Placed _ -> "alone";
      case Launch.Groups groups -> "groups" + groups.jobs().size();
      case Launch.Tape tape -> "tape" + tape.jobs().size();
      case Launch.Multiplication _ -> "product";
    }).toList());
  }

  @Test
  void smallJobsShareATapeInTheirOrderWhateverTheyTouch() {
    assertEquals("tape3", shape(small(0, 1), small(1, 2), small(2, 0)));
  }

  @Test
  void aSmallJobPassesWhatItDoesNotConflictWith() {
    assertEquals("tape2 alone", shape(small(0, 1), large(8, 9), small(1, 2)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"reads what is written", "writes what is read", "writes what is written"})
  void aSmallJobPassesNothingElse(String how) {
    Work.Job job = switch (how) {
      case "reads what is written" -> small(9, 2);
      case "writes what is read" -> small(1, 8);
      default -> small(1, 9);
    };
    assertEquals("tape1 alone tape1", shape(small(0, 1), large(8, 9), job));
  }

  @Test
  void groupsSideBySideTouchNothingInCommon() {
    assertEquals("groups3", shape(group(0, 1), group(0, 2), group(3, 4)));
    assertEquals("groups1 groups1", shape(group(0, 1), group(1, 2)));
    assertEquals("groups1 groups1", shape(group(0, 1), group(2, 0)));
    assertEquals("groups1 groups1", shape(group(0, 1), group(2, 1)));
  }

  @Test
  void smallGroupsGoAlongWithGroupsThatAreLaunchedAnyway() {
    assertEquals("tape1 groups2", shape(small(0, 1), smallGroup(1, 2), group(3, 4)));
    assertEquals("tape1 alone groups2", shape(small(0, 1), smallGroup(1, 2), large(8, 9), group(3, 4)));
    assertEquals("groups2", shape(smallGroup(1, 2), group(3, 4)));
    assertEquals("groups2", shape(group(3, 4), smallGroup(1, 2)));
  }

  @Test
  void smallGroupsStayBeforeWhatTheyConflictWith() {
    assertEquals("tape1 groups1", shape(smallGroup(1, 2), group(2, 4)));
    assertEquals("tape2 groups1", shape(smallGroup(1, 2), small(2, 5), group(3, 4)));
    assertEquals("tape1 alone groups1", shape(smallGroup(1, 2), large(2, 9), group(3, 4)));
    assertEquals("tape2 groups1", shape(smallGroup(1, 2), smallGroup(2, 5), group(5, 4)));
  }

  @Test
  void productsAreByThemselves() {
    Work.Matrix matrix = new Work.Matrix(0, false, 1, 1);
    Work product = new Work.Product(matrix, matrix, matrix, 1, 1, 1, 1, List.of(place(5)), List.of(place(6)));
    assertEquals("tape2 product", shape(small(0, 1), product, small(1, 2)));
    assertEquals("tape1 product tape1", shape(small(0, 1), product, small(6, 2)));
  }

  /** Executed in the order of the launches, each piece of work finds what it would have found in the given order. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void joiningKeepsTheOrderOfWhatConflicts(long seed) {
    Random random = new Random(seed);
    List<Work> works = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      JobKind kind = random.nextBoolean() ? JobKind.ELEMENTWISE : JobKind.REDUCE;
      works.add(job(kind, random.nextInt(3) > 0, random.nextInt(30), 30 + random.nextInt(30) - 15));
    }
    List<Work> joined = new ArrayList<>();
    for (Launch launch : Launch.joined(works)) {
      joined.addAll(launch.works());
      if (launch instanceof Launch.Groups(List<Work.Job> jobs)) {
        jobs.forEach(one -> jobs.forEach(other -> assertFalse(one != other && one.conflictsWith(other))));
      }
    }
    assertEquals(works.size(), joined.size());
    assertTrue(Launch.joined(works).size() < works.size(), "nothing was joined");
    for (int early = 0; early < works.size(); early++) {
      for (int late = early + 1; late < works.size(); late++) {
        if (works.get(early).conflictsWith(works.get(late))) {
          assertTrue(place(joined, works.get(early)) < place(joined, works.get(late)), early + " before " + late);
        }
      }
    }
  }

  private static int place(List<Work> works, Work work) {
    for (int i = 0; i < works.size(); i++) {
      if (works.get(i) == work) {
        return i;
      }
    }
    throw new AssertionError("a piece of work is gone");
  }
}
