package dev.sinabro.optim;

import dev.sinabro.graph.Tensor;

/** Schedules that follow a formula of the time; t is in epochs or steps, T the number of steps of the training. */
public sealed interface Decay extends Schedule {

  /** In what a schedule counts. */
  enum Per {
    /** It changes between epochs. */
    EPOCH,
    /** It changes between steps. */
    STEP
  }

  private static Tensor time(Progress progress, Per per) {
    return switch (per) {
      case EPOCH -> progress.epoch();
      case STEP -> progress.step();
    };
  }

  private static void checkEvery(int every) {
    if (every < 1) {
      throw new IllegalArgumentException("a step schedule every " + every + " epochs or steps; it must be at least 1");
    }
  }

  private static void checkFactor(String what, double factor) {
    if (!(factor > 0) || Double.isInfinite(factor)) {
      throw new IllegalArgumentException(what + " of " + factor + "; it must be above 0");
    }
  }

  private static void checkPart(String what, double part) {
    if (!(part >= 0 && part <= 1)) {
      throw new IllegalArgumentException(what + " at " + part + "; it must be in 0 to 1");
    }
  }

  /** step / T, at most 1. */
  private static Tensor part(Progress progress) {
    return progress.step().div(progress.totalSteps()).minimum(1);
  }

  /** From 1 to 0 as half a cosine while x goes from 0 to 1. */
  private static Tensor halfCosine(Tensor x) {
    return x.mul(Math.PI).cos().add(1).mul(0.5);
  }

  /**
   * factor^floor(t / every): at once, again and again.
   *
   * @param every t between two changes, at least 1
   * @param factor above 0
   * @param per in what t counts
   */
  record Stepwise(int every, double factor, Per per) implements Decay {
    /** Checks the ranges. */
    public Stepwise {
      checkEvery(every);
      checkFactor("a step schedule's factor", factor);
    }

    /** In epochs. */
    public Stepwise(int every, double factor) {
      this(every, factor, Per.EPOCH);
    }

    @Override
    public Tensor factor(Progress progress) {
      Tensor time = time(progress, per);
      return time.graph().constant(factor).pow(time.div(every).floor());
    }
  }

  /**
   * factor^t.
   *
   * @param factor above 0
   * @param per in what t counts
   */
  record Exponential(double factor, Per per) implements Decay {
    /** Checks the range. */
    public Exponential {
      checkFactor("an exponential schedule's factor", factor);
    }

    @Override
    public Tensor factor(Progress progress) {
      return time(progress, per).mul(Math.log(factor)).exp();
    }
  }

  /**
   * 1 / (1 + rate * t), as Keras' {@code InverseTimeDecay}.
   *
   * @param rate at least 0
   * @param per in what t counts
   */
  record InverseTime(double rate, Per per) implements Decay {
    /** Checks the range. */
    public InverseTime {
      Checks.notNegative("an inverse time schedule's rate", rate);
    }

    @Override
    public Tensor factor(Progress progress) {
      return time(progress, per).mul(rate).add(1).reciprocal();
    }
  }

  /**
   * end + (1 - end) (1 - step / T)^power, over all steps of the training.
   *
   * @param end in [0, 1]
   * @param power above 0
   */
  record Polynomial(double end, double power) implements Decay {
    /** Checks the ranges. */
    public Polynomial {
      checkPart("a polynomial schedule that ends", end);
      checkFactor("a polynomial schedule's power", power);
    }

    @Override
    public Tensor factor(Progress progress) {
      Tensor left = progress.step().graph().constant(1.0).sub(part(progress));
      return left.pow(power).mul(1 - end).add(end);
    }
  }

  /**
   * end + (1 - end) (1 + cos(pi step / T)) / 2, over all steps of the training: Loshchilov and Hutter, 2017.
   *
   * @param end in [0, 1]
   */
  record Cosine(double end) implements Decay {
    /** Checks the range. */
    public Cosine {
      checkPart("a cosine schedule that ends", end);
    }

    @Override
    public Tensor factor(Progress progress) {
      return halfCosine(part(progress)).mul(1 - end).add(end);
    }
  }

  /**
   * It rises as half a cosine from start to 1 until the step {@code peak} * T - 1, and falls likewise to end at the last
   * step. Smith and Topin, 2019, as PyTorch's {@code OneCycleLR}, but for the momentum, which stays.
   *
   * @param peak where it is largest, as part of the training, in [0, 1]
   * @param start in [0, 1]
   * @param end in [0, 1]
   */
  record OneCycle(double peak, double start, double end) implements Decay {
    /** Checks the ranges. */
    public OneCycle {
      checkPart("a one-cycle schedule with its peak", peak);
      checkPart("a one-cycle schedule that starts", start);
      checkPart("a one-cycle schedule that ends", end);
    }

    @Override
    public Tensor factor(Progress progress) {
      Tensor step = progress.step();
      Tensor top = progress.totalSteps().mul(peak).sub(1);
      Tensor last = progress.totalSteps().sub(1);
      // A training too short to rise or to fall has no such steps to be divided by.
      Tensor rising = halfCosine(step.div(top.maximum(1))).mul(start - 1).add(1);
      Tensor falling = halfCosine(step.sub(top).div(last.sub(top).maximum(1)).clamp(0, 1)).mul(1 - end).add(end);
      return step.lessEqual(top).select(rising, falling);
    }
  }
}
