package dev.sinabro.train;

import dev.sinabro.compile.Program;
import dev.sinabro.run.Execution;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The times of the steps of programs, over their last runs: earlier ones tell more of the start than of the steps. */
final class StepProfiles {
  private static final int RUNS = 100;

  private final Map<Program, Deque<List<Long>>> runs = new LinkedHashMap<>();

  /** Runs a program once, timing each of its steps. */
  void run(Execution execution) {
    Deque<List<Long>> last = runs.computeIfAbsent(execution.program(), _ -> new ArrayDeque<>());
    if (last.size() == RUNS) {
      last.removeFirst();
    }
    last.addLast(execution.profile().nanoseconds());
  }

  /** One for each program that ran. */
  List<TrainingEvent.Profiled> events() {
    List<TrainingEvent.Profiled> events = new ArrayList<>();
    runs.forEach((program, times) -> events.add(new TrainingEvent.Profiled(program, times.size(),
        IntStream.range(0, program.steps().size()).mapToObj(step -> median(times, step) / 1e3).toList())));
    return events;
  }

  private static long median(Deque<List<Long>> runs, int step) {
    return runs.stream().map(times -> times.get(step)).sorted().skip(runs.size() / 2).findFirst().orElseThrow();
  }
}
