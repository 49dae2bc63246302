package dev.sinabro.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Tensor;
import dev.sinabro.optim.Decay.Per;
import dev.sinabro.run.Device;
import dev.sinabro.run.Devices;
import dev.sinabro.run.Eval;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ScheduleTest {
  private static final int STEPS = 20;

  private static double factor(Schedule schedule, double step, double epoch, double total, List<Double> memory) {
    Graph graph = new Graph();
    Tensor factor = schedule.factor(new Progress(graph.scalar("step", step), graph.scalar("epoch", epoch),
        graph.scalar("total", total), memory.stream().map(graph::constant).toList()));
    try (Device device = Devices.open("reference")) {
      return Eval.of(device, factor).scalar(factor);
    }
  }

  static Stream<Arguments> cases() {
    Schedule constant = new Schedule.Constant();
    return Stream.of(
        Arguments.of("constant", STEPS, constant),
        Arguments.of("step", STEPS, new Decay.Stepwise(7, 0.3)),
        Arguments.of("step", STEPS, new Decay.Stepwise(7, 0.3, Per.STEP)),
        Arguments.of("exponential", STEPS, new Decay.Exponential(0.9, Per.EPOCH)),
        Arguments.of("exponential", STEPS, new Decay.Exponential(0.9, Per.STEP)),
        Arguments.of("inverse-time", STEPS, new Decay.InverseTime(0.25, Per.STEP)),
        Arguments.of("polynomial", STEPS, new Decay.Polynomial(0, 1)),
        Arguments.of("polynomial-square", STEPS, new Decay.Polynomial(0, 2)),
        Arguments.of("polynomial-end", STEPS, new Decay.Polynomial(0.1, 0.5)),
        Arguments.of("cosine", STEPS, new Decay.Cosine(0)),
        Arguments.of("cosine-end", STEPS, new Decay.Cosine(0.1)),
        Arguments.of("one-cycle-long", 50, new Decay.OneCycle(0.3, 1 / 25.0, 1 / 25e4)),
        Arguments.of("one-cycle-late", 50, new Decay.OneCycle(0.1, 0.25, 0.025)),
        Arguments.of("warm-up", STEPS, Schedule.warmUp(5, new Decay.Cosine(0.05))),
        Arguments.of("sequence", STEPS, Schedule.sequence(
            List.of(constant, new Decay.Polynomial(0, 2), new Decay.Cosine(0.1)), List.of(4, 8))),
        Arguments.of("sequence-end", STEPS, Schedule.sequence(
            List.of(new Decay.Exponential(0.5, Per.STEP), new Decay.Polynomial(0, 1)), List.of(3, 9))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void theFirstFactorsAreThoseOfPyTorch(String name, int total, Schedule schedule) throws IOException {
    double[] golden = golden(name);
    assertEquals(STEPS, golden.length);
    for (int step = 0; step < STEPS; step++) {
      assertEquals(golden[step], factor(schedule, step, step, total, schedule.memory()), 1e-13, "step " + step);
    }
  }

  private static double[] golden(String name) throws IOException {
    String resource = "/dev/sinabro/optim/golden_schedules.txt";
    try (InputStream stream = Objects.requireNonNull(ScheduleTest.class.getResourceAsStream(resource), resource)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8).lines().map(line -> line.split(" "))
          .filter(words -> words[0].equals(name)).findFirst()
          .map(words -> Arrays.stream(words).skip(1).mapToDouble(Double::parseDouble).toArray()).orElseThrow();
    }
  }

  /** Epochs and steps are not the same where an epoch has more than one. */
  @Test
  void aScheduleCountsInWhatItIsTold() {
    assertEquals(0.5, factor(new Decay.Exponential(0.5, Per.EPOCH), 7, 1, 20, List.of()), 1e-15);
    assertEquals(Math.pow(0.5, 7), factor(new Decay.Exponential(0.5, Per.STEP), 7, 1, 20, List.of()), 1e-15);
    assertEquals(0.5, factor(new Decay.InverseTime(1, Per.EPOCH), 7, 1, 20, List.of()), 1e-15);
    assertEquals(1, factor(new Decay.Stepwise(2, 0.5, Per.EPOCH), 7, 1, 20, List.of()), 1e-15);
    assertEquals(0.125, factor(new Decay.Stepwise(2, 0.5, Per.STEP), 7, 1, 20, List.of()), 1e-15);
  }

  /** In trainings of one step, and behind their end, where a pause made them longer. */
  @Test
  void factorsStayFiniteAndInRange() {
    for (Schedule schedule : List.of(new Decay.OneCycle(0.3, 0.04, 0), new Decay.OneCycle(0, 0, 0),
        new Decay.OneCycle(1, 0.5, 0.5), new Decay.Polynomial(0.1, 2), new Decay.Cosine(0.1))) {
      for (int total = 1; total < 5; total++) {
        for (int step = 0; step < 8; step++) {
          double factor = factor(schedule, step, 0, total, List.of());
          assertTrue(factor >= 0 && factor <= 1, schedule + " at " + step + " of " + total + ": " + factor);
        }
      }
    }
  }

  @Test
  void partsOfASequenceRememberApart() {
    Schedule sequence = Schedule.sequence(List.of(new Schedule.ReduceOnPlateau(0.5, 0, 0), new Schedule.Constant(),
        new Schedule.ReduceOnPlateau(0.25, 1, 0)), List.of(3, 2));
    List<Double> memory = sequence.memory();
    for (int epoch = 0; epoch < 3; epoch++) {
      memory = sequence.afterEpoch(memory, 7);
    }
    assertEquals(List.of(0.25, 7.0, 0.0, 0.25, 7.0, 0.0), memory);
    assertEquals(0.25, factor(sequence, 2, 0, 9, memory));
    assertEquals(1, factor(sequence, 4, 0, 9, memory));
    assertEquals(0.25, factor(sequence, 5, 0, 9, List.of(0.5, 7.0, 0.0, 0.25, 7.0, 0.0)));
  }
}
