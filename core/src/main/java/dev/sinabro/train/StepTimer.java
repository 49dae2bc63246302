package dev.sinabro.train;

import dev.sinabro.data.Dataset;
import dev.sinabro.run.Execution;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Times whole training steps as a training does them, from taking the batch to updating the parameters. */
public final class StepTimer implements AutoCloseable {
  private static final int WARM_UP_STEPS = 10;
  private static final double WARM_UP_SECONDS = 2;
  private static final double SAMPLE_SECONDS = 0.05;
  private static final int LEAST_SAMPLES = 5;

  private final Programs programs;
  private final Placement placement;
  private final Portion portion;
  private final int batch;
  private final int stepsAnEpoch;
  private Execution last;
  private int done;

  /**
   * Prepares the step.
   *
   * @param data at least {@code batch} rows, a multiple of them
   */
  public StepTimer(Trainer trainer, Dataset data, int batch) {
    programs = trainer.started(data);
    placement = new Placement(programs, List.of(Portion.training(data, Fit.epochs(1).batch(batch), false)));
    portion = placement.portions().getFirst();
    placement.order(portion, IntStream.range(0, data.rowCount()).toArray());
    last = placement.step(portion, 0);
    this.batch = batch;
    stepsAnEpoch = data.rowCount() / batch;
  }

  /** Seconds of a step, each the mean over about 50 ms of steps, after a warm-up of two seconds. */
  public List<Double> run(double seconds) {
    long warm = System.nanoTime();
    while (done < WARM_UP_STEPS || (System.nanoTime() - warm) * 1e-9 < WARM_UP_SECONDS) {
      steps(1);
    }
    int steps = (int) Math.max(1, SAMPLE_SECONDS / Math.max(1e-6, steps(1)));
    List<Double> samples = new ArrayList<>();
    long start = System.nanoTime();
    while (samples.size() < LEAST_SAMPLES || (System.nanoTime() - start) * 1e-9 < seconds) {
      samples.add(steps(steps) / steps);
    }
    return samples;
  }

  private double steps(int count) {
    long start = System.nanoTime();
    for (int i = 0; i < count; i++) {
      int row = done % stepsAnEpoch * batch;
      if (row == 0) {
        programs.graphs().training().restart(programs.session());
      }
      last = placement.step(portion, row);
      last.run();
      done++;
    }
    last.synchronize();
    return (System.nanoTime() - start) * 1e-9;
  }

  @Override
  public void close() {
    placement.close();
  }
}
