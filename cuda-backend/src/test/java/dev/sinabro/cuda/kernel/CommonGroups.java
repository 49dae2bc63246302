package dev.sinabro.cuda.kernel;

import static dev.sinabro.nn.Layers.dense;
import static dev.sinabro.nn.Layers.dropout;

import dev.sinabro.backend.Backend;
import dev.sinabro.compile.Program;
import dev.sinabro.compile.Step;
import dev.sinabro.data.Dataset;
import dev.sinabro.nn.Activation;
import dev.sinabro.nn.Layer;
import dev.sinabro.nn.Sequential;
import dev.sinabro.optim.Adam;
import dev.sinabro.optim.GradientDescent;
import dev.sinabro.optim.Momentum;
import dev.sinabro.optim.Optimizer;
import dev.sinabro.run.Device;
import dev.sinabro.run.Devices;
import dev.sinabro.testkit.WatchedBackend;
import dev.sinabro.train.Trainer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The element-wise groups of common training steps; those of one element or of a few tallies are left out, and single operations. */
public final class CommonGroups {
  private static final int BATCH = 4;

  private CommonGroups() {}

  /** Those of forms that can be known, by their keys, in the order in which they are met. */
  static Map<String, Step.Fused> byKey() {
    Map<String, Step.Fused> groups = new LinkedHashMap<>();
    for (Program program : steps(12, 8, 4)) {
      for (Step step : program.steps()) {
        Step.Fused group = (Step.Fused) step;
        List<KnownGroups.Form> forms = Elementwise.forms(group);
        if (!forms.contains(KnownGroups.Form.OTHER)) {
          groups.putIfAbsent(KnownGroups.key(GroupCode.of(group).orElseThrow(), forms), group);
        }
      }
    }
    return groups;
  }

  /** Whether a group is executed by compiled code. */
  public static boolean isKnown(Step.Fused group) {
    return KnownGroups.number(GroupCode.of(group).orElseThrow(), Elementwise.forms(group)) != KnownGroups.NONE;
  }

  /** Each group as a program of its own, of networks of the given width, units and outputs. */
  public static List<Program> steps(int width, int units, int outputs) {
    List<Program> steps = new ArrayList<>();
    try (Backend cpu = Devices.open("cpu").backend();
        Device device = new Device(new WatchedBackend(cpu).refusingAllBut(Works::supports), "")) {
      for (Optimizer optimizer : optimizers()) {
        add(steps, program(device, width, optimizer, dense(units, Activation.RELU), dense(outputs)));
      }
      Optimizer plain = Optimizer.sgd(0.1);
      for (Activation activation : List.of(Activation.RELU, Activation.SIGMOID, Activation.TANH)) {
        add(steps, program(device, width, plain, dense(units, activation), dense(outputs)));
        add(steps, program(device, width, plain, dense(units, activation), dropout(0.2), dense(outputs)));
      }
    }
    return steps;
  }

  private static List<Optimizer> optimizers() {
    List<Optimizer> optimizers = new ArrayList<>();
    for (double decay : new double[] {0, 0.01}) {
      optimizers.add(new Adam(0.1, 0.9, 0.999, 1e-8, decay, false));
      optimizers.add(new Momentum(0.1, 0.9, decay));
      optimizers.add(new GradientDescent(0.1, decay));
    }
    return optimizers;
  }

  private static Program program(Device device, int width, Optimizer optimizer, Layer... layers) {
    Dataset data = Dataset.of(new float[2 * BATCH][width], new int[2 * BATCH], 2);
    try (Trainer trainer = Trainer.builder(Sequential.of(layers)).optimizer(optimizer).on(device)) {
      return trainer.stepProgram(data, BATCH);
    }
  }

  private static void add(List<Program> steps, Program program) {
    for (Step step : program.steps()) {
      if (step instanceof Step.Fused group && group.shape().count() > 1 && !group.origin().scope().equals("metric")) {
        steps.add(new Program(program.floatType(), List.of(group), Map.of(), Map.of(), Map.of(), program.constants(),
            program.byteSizes(), program.memory()));
      }
    }
  }
}
