package dev.sinabro.cli.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.cli.exit.UserException;
import dev.sinabro.cli.search.Trial.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which values are tried, and which trials are given up. */
class SearchTest {
  @TempDir
  private Path folder = Path.of("");

  @Test
  void aGridIsAllCombinations() {
    SearchSpace space = SearchSpace.parse(List.of("a=1,2", "b=[x, y],{z: [1, 2]},w"), List.of(), 0);
    List<Map<String, String>> trials = space.trials(1);
    assertEquals(6, trials.size());
    assertEquals(Map.of("a", "1", "b", "[x, y]"), trials.getFirst());
    assertEquals(Map.of("a", "2", "b", "w"), trials.getLast());
    assertTrue(trials.contains(Map.of("a", "1", "b", "{z: [1, 2]}")));
  }

  @Test
  void drawsAreWithinTheirRangesAndFollowFromTheSeed() {
    SearchSpace space = SearchSpace.parse(List.of(), List.of("rate=log(1e-4..1e-1)", "size=16..20", "wide=log(16..512)",
        "part=0.1..0.5", "kind=relu,tanh"), 300);
    List<Map<String, String>> trials = space.trials(7);
    assertEquals(300, trials.size());
    Set<Integer> sizes = new TreeSet<>();
    int small = 0;
    for (Map<String, String> trial : trials) {
      double rate = Double.parseDouble(trial.get("rate"));
      assertTrue(rate >= 1e-4 && rate <= 1e-1, trial.toString());
      small += rate < 1e-3 ? 1 : 0;
      sizes.add(Integer.valueOf(trial.get("size")));
      int wide = Integer.parseInt(trial.get("wide"));
      assertTrue(wide >= 16 && wide <= 512, trial.toString());
      double part = Double.parseDouble(trial.get("part"));
      assertTrue(part >= 0.1 && part <= 0.5, trial.toString());
      assertTrue(Set.of("relu", "tanh").contains(trial.get("kind")), trial.toString());
    }
    assertEquals(Set.of(16, 17, 18, 19, 20), sizes);
    assertTrue(small > 70 && small < 130, "a third of a logarithmic range, not a hundredth: " + small);
    assertEquals(trials, space.trials(7));
    assertNotEquals(trials, space.trials(8));
    assertEquals(trials.subList(0, 20), SearchSpace.parse(List.of(), List.of("rate=log(1e-4..1e-1)", "size=16..20",
        "wide=log(16..512)", "part=0.1..0.5", "kind=relu,tanh"), 20).trials(7),
        "more draws leave the first as they are");
  }

  @Test
  void aGridWithDrawsIsBoth() {
    assertEquals(6, SearchSpace.parse(List.of("a=1,2"), List.of("b=0..1000000"), 3).trials(1).size());
    assertEquals(2, SearchSpace.parse(List.of(), List.of("b=x,y"), 50).trials(1).size(), "none twice");
  }

  private static void refused(String message, List<String> grid, List<String> drawn, int draws) {
    String told = assertThrows(UserException.class, () -> SearchSpace.parse(grid, drawn, draws)).getMessage();
    assertTrue(told.contains(message), told);
  }

  @Test
  void whatCannotBeTriedIsRefused() {
    refused("nothing is to be tried", List.of(), List.of(), 0);
    refused("--grid a: expected KEY=VALUES", List.of("a"), List.of(), 0);
    refused("--grid a=: expected values between commas", List.of("a="), List.of(), 0);
    refused("--grid a=1,,2: expected values between commas", List.of("a=1,,2"), List.of(), 0);
    refused("a is named twice", List.of("a=1", "a=2"), List.of(), 0);
    refused("a is in the grid already", List.of("a=1"), List.of("a=1..2"), 3);
    refused("add --random 20", List.of(), List.of("a=1..2"), 0);
    refused("--random 5 draws nothing", List.of("a=1"), List.of(), 5);
    refused("--over a=2..1: expected a range", List.of(), List.of("a=2..1"), 3);
    refused("both above 0", List.of(), List.of("a=log(0..1)"), 3);
    refused("10201 trials are more than 10000", List.of("a=" + "1,".repeat(100) + "1", "b=" + "1,".repeat(100) + "1"),
        List.of(), 0);
  }

  private Search search(boolean larger, int pruneAfter, double... bests) {
    StringBuilder values = new StringBuilder("a=0");
    for (int i = 0; i < bests.length; i++) {
      values.append(',').append(i + 1);
    }
    Search search =
        Search.begun(folder, SearchSpace.parse(List.of(values.toString()), List.of(), 0), 1, "loss", larger,
            pruneAfter);
    for (int i = 0; i < bests.length; i++) {
      Trial trial = search.trials().get(i);
      search.put(trial.ended(State.DONE, List.of(99.0, bests[i], larger ? -1.0 : 100.0), bests[i]));
    }
    return search;
  }

  /** The median of 1, 2 and 4 is 2; of 1, 2, 4 and 5 it is 3. The best value so far counts, not the last. */
  @Test
  void aTrialThatIsWorseThanTheMedianIsGivenUp() {
    Search three = search(false, 2, 1, 2, 4);
    assertFalse(three.isHopeless(List.of(99.0, 2.0)), "as good as the median");
    assertTrue(three.isHopeless(List.of(99.0, Math.nextUp(2.0))));
    assertFalse(three.isHopeless(List.of(2.0, 50.0)), "it was better before");
    assertFalse(three.isHopeless(List.of(100.0)), "too early");
    assertFalse(three.isHopeless(List.of(9.0, 9.0, 9.0, 9.0)), "no other came as far");
    assertTrue(three.isHopeless(List.of(Double.NaN, Double.NaN)));
    Search four = search(false, 2, 1, 2, 4, 5);
    assertFalse(four.isHopeless(List.of(99.0, 3.0)));
    assertTrue(four.isHopeless(List.of(99.0, Math.nextUp(3.0))));
    assertFalse(search(false, 2, 1, 2).isHopeless(List.of(99.0, 50.0)), "too few to compare with");
    assertFalse(search(false, 0, 1, 2, 4).isHopeless(List.of(99.0, 50.0)), "never");
  }

  @Test
  void largerMayBeBetter() {
    Search search = Search.begun(folder, SearchSpace.parse(List.of("a=0,1,2,3"), List.of(), 0), 1, "accuracy", true, 1);
    for (int i = 0; i < 3; i++) {
      search.put(search.trials().get(i).ended(State.DONE, List.of(0.5 + i / 10.0), 0.5 + i / 10.0));
    }
    assertFalse(search.isHopeless(List.of(0.6)));
    assertTrue(search.isHopeless(List.of(Math.nextDown(0.6))));
    assertEquals(3, search.best().orElseThrow().number());
  }

  @Test
  void theBestHasTrainedToItsEnd() {
    Search search = search(false, 2, 3, 1, 2);
    search.put(search.trials().get(1).ended(State.PRUNED, List.of(1.0), Double.NaN));
    assertEquals(3, search.best().orElseThrow().number());
    assertEquals(List.of(3, 1, 2, 4), search.ranked().stream().map(Trial::number).toList());
  }

  @Test
  void itGoesOnFromItsFile() throws IOException {
    Search search = search(false, 2, 3, 1, 2);
    search.put(search.trials().get(0).ended(State.FAILED, List.of(1.0, Double.NaN), Double.NaN));
    search.write();
    Search read = Search.read(folder);
    assertEquals(search.toJson(), read.toJson());
    assertEquals(search.trials().toString(), read.trials().toString());
    Files.writeString(folder.resolve("tune.json"), "{\"trials\": 3}");
    assertTrue(assertThrows(UserException.class, () -> Search.read(folder)).getMessage().contains("is damaged"));
    Path none = folder.resolve("none");
    assertTrue(assertThrows(UserException.class, () -> Search.read(none)).getMessage().contains("has no tune.json"));
  }
}
