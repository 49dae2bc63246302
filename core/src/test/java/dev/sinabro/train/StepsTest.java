package dev.sinabro.train;

import static dev.sinabro.nn.Activation.RELU;
import static dev.sinabro.nn.Activation.TANH;
import static dev.sinabro.nn.Layers.dense;
import static dev.sinabro.nn.Layers.dropout;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.graph.HostTensor;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import dev.sinabro.graph.Variable;
import dev.sinabro.nn.Model;
import dev.sinabro.nn.Sequential;
import dev.sinabro.optim.Decay;
import dev.sinabro.optim.Optimizer;
import dev.sinabro.reference.ReferenceBackend;
import dev.sinabro.run.Device;
import dev.sinabro.testkit.WatchedBackend;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Training loops of a user's own. */
class StepsTest {
  private final WatchedBackend backend = new WatchedBackend(new ReferenceBackend());
  private final Device device = new Device(backend, "");

  @AfterEach
  void nothingIsLeftOnTheDevice() {
    assertEquals(0, backend.liveBytes(), "bytes that no close freed");
    device.close();
  }

  /** Two models that learn against each other: the generator comes to make points where the real ones are, round (2, -1). */
  @Test
  void aGan() {
    int rows = 64;
    var generator = new Model("generator", Sequential.of(dense(16, RELU), dense(2)));
    var discriminator = new Model("discriminator", Sequential.of(dense(16, RELU), dense(1)));
    var forger = new Learner(Optimizer.adam(5e-3), generator);
    var judge = new Learner(Optimizer.adam(5e-3), discriminator);
    var random = new Random(1);
    try (var steps = new Steps(device, 42)) {
      var judging = steps.add(s -> {
        Tensor real = s.train(discriminator, s.input("real", TensorType.f32(rows, 2)));
        Tensor fake = s.train(discriminator, s.infer(generator, s.normal(rows, 4)));
        s.minimize(real.neg().softplus().mean().add(fake.softplus().mean()), judge);
      });
      var forging = steps.add(s -> {
        Tensor points = s.train(generator, s.normal(rows, 4));
        s.minimize(s.train(discriminator, points).neg().softplus().mean(), forger);
        s.output("center", points.mean(0));
      });
      for (int step = 0; step < 400; step++) {
        var real = new float[2 * rows];
        for (int i = 0; i < real.length; i++) {
          real[i] = (float) (0.5 * random.nextGaussian() + (i % 2 == 0 ? 2 : -1));
        }
        judging.run(Map.of("real", real));
        forging.run();
      }
      double[] center = forging.values("center");
      assertArrayEquals(new double[] {2, -1}, center, 0.5);
    }
  }

  /** REINFORCE (Williams, 1992) in a corridor of 5 places: who begins in the middle wins at the right end. */
  @Test
  void aPolicyGradient() {
    int rows = 64;
    int moves = 8;
    var policy = new Model("policy", Sequential.of(dense(16, TANH), dense(2)));
    var learner = new Learner(Optimizer.adam(2e-2), policy);
    var random = new Random(2);
    double won = 0;
    try (var steps = new Steps(device, 7)) {
      var act = steps.add(s -> s.output("right",
          s.infer(policy, s.input("place", TensorType.i32(rows)).oneHot(5)).softmax().slice(1, 1, 2)));
      var learn = steps.add(s -> {
        Tensor logits = s.train(policy, s.input("place", TensorType.i32(moves * rows)).oneHot(5));
        Tensor surprise = logits.softmaxCrossEntropy(s.input("action", TensorType.i32(moves * rows)));
        s.minimize(surprise.mul(s.input("advantage", TensorType.f32(moves * rows))).mean(), learner);
      });
      for (int episode = 0; episode < 40; episode++) {
        var place = new int[moves * rows];
        var action = new int[moves * rows];
        var at = new int[rows];
        Arrays.fill(at, 2);
        for (int move = 0; move < moves; move++) {
          act.run(Map.of("place", at));
          double[] right = act.values("right");
          for (int i = 0; i < rows; i++) {
            place[move * rows + i] = at[i];
            action[move * rows + i] = random.nextDouble() < right[i] ? 1 : 0;
            at[i] += at[i] == 0 || at[i] == 4 ? 0 : 2 * action[move * rows + i] - 1;
          }
        }
        won = Arrays.stream(at).filter(end -> end == 4).count() / (double) rows;
        var advantage = new double[moves * rows];
        for (int i = 0; i < advantage.length; i++) {
          advantage[i] = (at[i % rows] == 4 ? 1 : 0) - won;
        }
        learn.run(Map.of("place", place, "action", action, "advantage", advantage));
      }
    }
    assertTrue(won > 0.95, "won " + won);
  }

  private static CompiledStep noise(Steps steps, Model model, Learner learner) {
    return steps.add(s -> {
      Tensor loss = s.train(model, s.normal(8, 3)).square().mean();
      s.minimize(loss, learner);
      s.output("loss", loss);
    });
  }

  /** Random numbers, moments and counters are part of it; so is a variable of the user's own. */
  @Test
  void aLoopGoesOnFromACheckpointToTheSameBits() {
    Map<String, HostTensor> half;
    double uninterrupted;
    try (var steps = new Steps(device, 1)) {
      var model = new Model(Sequential.of(dense(4, RELU), dropout(0.5), dense(1)));
      var learner = new Learner(Optimizer.adam(0.1), new Decay.Cosine(0.1), model);
      var step = noise(steps, model, learner);
      steps.totalUpdates(learner, 10);
      for (int i = 0; i < 5; i++) {
        step.run();
      }
      half = steps.checkpoint();
      assertEquals(5, steps.session().read(named(steps, "training.updates"))[0]);
      step.run();
      uninterrupted = step.scalar("loss");
    }
    try (var steps = new Steps(device, 2)) {
      var model = new Model(Sequential.of(dense(4, RELU), dropout(0.5), dense(1)));
      var learner = new Learner(Optimizer.adam(0.1), new Decay.Cosine(0.1), model);
      var step = noise(steps, model, learner);
      steps.restore(half);
      step.run();
      assertEquals(uninterrupted, step.scalar("loss"));
      step.run();
      assertNotEquals(uninterrupted, step.scalar("loss"));
    }
  }

  private static Variable named(Steps steps, String name) {
    return steps.session().layout().variables().stream().filter(variable -> variable.name().equals(name)).findFirst()
        .orElseThrow();
  }

  /** A reward's running mean, as a baseline is. */
  @Test
  void variablesOfTheUsersOwnAreKeptFromRunToRun() {
    var mean = new Variable("mean", TensorType.f32());
    try (var steps = new Steps(device, 1)) {
      var follow = steps.add(s -> {
        Tensor before = s.graph().read(mean);
        s.graph().assign(mean, before.add(s.input("reward", TensorType.f32()).sub(before).mul(0.5)));
      });
      follow.run(Map.of("reward", new double[] {4}));
      follow.run();
      assertEquals(3, steps.session().read(mean)[0]);
      assertEquals(Set.of("mean", "training.seed", "training.step"), steps.checkpoint().keySet());
    }
  }

  /** Mean and deviation of 10,000 numbers, within 4 standard errors. */
  @Test
  void normalNumbersAreNormalAndOthersEachTime() {
    try (var steps = new Steps(device, 3)) {
      var draw = steps.add(s -> {
        Tensor x = s.normal(10_000);
        s.output("mean", x.mean());
        s.output("variance", x.square().mean());
        s.output("fourth", x.square().square().mean());
      });
      draw.run();
      double first = draw.scalar("mean");
      assertEquals(0, first, 0.04);
      assertEquals(1, draw.scalar("variance"), 0.06);
      assertEquals(3, draw.scalar("fourth"), 0.4);
      draw.run();
      assertNotEquals(first, draw.scalar("mean"));
    }
  }

  @Test
  void aModelIsBuiltBeforeItsWeightsAreChanged() {
    var learner = new Learner(Optimizer.sgd(1), new Model("late", dense(1)));
    try (var steps = new Steps(device, 1)) {
      assertEquals("model 'late' has no weights yet that could be changed; build it with train(..) before the loss is"
          + " minimized",
          assertThrows(IllegalStateException.class,
              () -> steps.add(s -> s.minimize(s.normal(2).sum(), learner))).getMessage());
    }
  }

  @Test
  void whatIsMissingIsNamed() {
    var model = new Model(dense(1));
    try (var steps = new Steps(device, 1)) {
      var step = steps.add(s -> s.output("y", s.infer(model, s.input("x", TensorType.f32(2, 3)))));
      assertEquals("inputs [x] have no values yet; pass them to run(..)",
          assertThrows(IllegalArgumentException.class, step::run).getMessage());
      step.run(Map.of("x", new float[6]));
      step.run();
      assertThrows(IllegalArgumentException.class, () -> step.run(Map.of("z", new float[6])));
      assertEquals("result y has 2 elements; take values(..)",
          assertThrows(IllegalArgumentException.class, () -> step.scalar("y")).getMessage());
      assertEquals(
          "a step needs b f32[], for which there is no room: it was added after the first run, or after the state"
              + " was first read or written; add all steps before",
          assertThrows(IllegalStateException.class,
              () -> steps.add(s -> s.output("b", s.graph().read(new Variable("b", TensorType.f32()))))).getMessage());
      var late = steps.add(s -> s.output("twice", s.infer(model, s.input("x", TensorType.f32(1, 3))).mul(2)));
      late.run(Map.of("x", new float[] {1, 2, 3}));
      assertEquals(1, late.values("twice").length);
    }
  }
}
