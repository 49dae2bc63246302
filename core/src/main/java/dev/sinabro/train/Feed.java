package dev.sinabro.train;

import dev.sinabro.data.Target;
import dev.sinabro.run.Execution;
import dev.sinabro.run.Inputs;
import dev.sinabro.run.StreamedInputs;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;

/** Gives rows of a data set to one step after the other. */
sealed interface Feed extends AutoCloseable {
  Portion portion();

  /** Whether the rows of a step are sent to the device for it. */
  boolean isStreamed();

  /** In which order rows are taken from now on. */
  void order(int[] rows);

  /** Lets the next run of a step take its rows from a place in the order on. */
  void give(Execution step, int from);

  @Override
  void close();

  /** All rows are on the device, where a step gathers its own by its counter of rows. */
  record Resident(Portion portion, Inputs inputs) implements Feed {
    @Override
    public boolean isStreamed() {
      return false;
    }

    @Override
    public void order(int[] rows) {
      inputs.set(StepGraphs.ORDER, rows);
    }

    @Override
    public void give(Execution step, int from) {
      step.on(inputs);
    }

    @Override
    public void close() {
      inputs.close();
    }
  }

  /** The host gathers the rows of each step and sends them, to memory that several data sets may share. */
  final class Streamed implements Feed {
    private final Portion portion;
    private final StreamedInputs inputs;
    private final Map<String, MemorySegment> tables;
    private int[] order;

    Streamed(Portion portion, StreamedInputs inputs) {
      this.portion = portion;
      this.inputs = inputs;
      Target target = portion.data().target();
      tables = Map.of(StepGraphs.FEATURES, portion.data().features().segment(), StepGraphs.TARGETS, target.segment());
      order = IntStream.range(0, portion.rows()).toArray();
    }

    @Override
    public Portion portion() {
      return portion;
    }

    @Override
    public boolean isStreamed() {
      return true;
    }

    @Override
    public void order(int[] rows) {
      order = rows;
    }

    @Override
    public void give(Execution step, int from) {
      inputs.send(step, tables, Arrays.copyOfRange(order, from, from + portion.batchAt(from)));
    }

    @Override
    public void close() {
      inputs.close();
    }
  }
}
