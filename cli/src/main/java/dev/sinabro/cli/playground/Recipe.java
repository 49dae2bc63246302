package dev.sinabro.cli.playground;

import dev.sinabro.cli.catalogue.OptimizerCatalogue;
import dev.sinabro.cli.config.Configuration;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A training of the playground as it is written elsewhere: the configuration, from which the playground itself trains, and
 * the same in Java.
 *
 * @param settings of the page
 * @param table to learn from
 */
record Recipe(Settings settings, PlayTable table) {
  static final String FILE = "playground.csv";
  private static final int EPOCHS = 100;

  /** How many outputs there are: one for a number, and for two classes where the loss takes one. */
  int outputs() {
    int classes = (int) table.targets().stream().distinct().count();
    return !table.ofClasses() || isOfOneOutput() ? 1 : classes;
  }

  /** Whether the loss tells two classes apart by one output. */
  boolean isOfOneOutput() {
    return table.ofClasses() && !settings.loss().equals("softmax-cross-entropy");
  }

  /** The share of rows that is not trained on. */
  double test() {
    return settings.data().equals(Settings.CSV) || !isTruthTable() ? settings.test() : 0;
  }

  private boolean isTruthTable() {
    return Settings.constant(PlaneData.values(), settings.data()).isTruthTable();
  }

  /** The configuration, whose data lies beside it as {@value #FILE}. */
  String yaml() {
    StringBuilder text = new StringBuilder("name: playground\n");
    text.append("data: {path: ").append(FILE).append(", target: ").append(quoted(table.targetName()))
        .append(", task: ").append(table.ofClasses() ? "classification" : "regression")
        .append(", normalize: ").append(table.normalize())
        .append(", split: {validation: 0, test: ").append(test()).append(", seed: ").append(settings.sample())
        .append("}}\nmodel:\n");
    for (int units : settings.units()) {
      text.append("  - dense: {units: ").append(units).append("}\n  - ").append(settings.activation()).append(": {}\n");
    }
    text.append("  - dense: {units: ").append(outputs()).append("}\nloss: ").append(settings.loss()).append('\n');
    text.append("optimizer: {").append(settings.optimizer()).append(": {").append(settings.keys().entrySet().stream()
        .map(key -> key.getKey() + ": " + key.getValue()).collect(Collectors.joining(", "))).append("}}\n");
    text.append("train: {epochs: ").append(EPOCHS).append(", batch-size: ").append(settings.batch()).append(", seed: ")
        .append(settings.seed());
    if (settings.l1() > 0 || settings.l2() > 0) {
      text.append(", penalty: {l1: ").append(settings.l1()).append(", l2: ").append(settings.l2()).append('}');
    }
    return text.append("}\n").toString();
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /**
   * The same in Java, which prints the loss after each epoch.
   *
   * @param configuration of {@link #yaml}, resolved
   */
  String java(Configuration configuration) {
    List<String> layers = new ArrayList<>();
    for (int units : settings.units()) {
      // A configuration looks ahead to the activation; a program says what fits it.
      layers.add(settings.activation().endsWith("relu")
          ? "new Dense(" + units + ", Activation.IDENTITY, new Initializer.He(), true)"
          : "dense(" + units + ")");
      layers.add(activation());
    }
    layers.add("dense(" + outputs() + ")");
    return """
        import static dev.sinabro.nn.Layers.*;
        import dev.sinabro.data.*;
        import dev.sinabro.loss.*;
        import dev.sinabro.nn.*;
        import dev.sinabro.optim.*;
        import dev.sinabro.run.*;
        import dev.sinabro.train.*;
        import java.nio.file.Path;

        public class Playground {
          public static void main(String[] args) {
            var data = Csv.read(Path.of("%s")).target(%s%s).split(0, %s, %d)%s;
            var model = Sequential.of(%s);
            try (var device = Devices.open("%s");
                var trainer = Trainer.builder(model)
                    .loss(%s)
                    .optimizer(%s)
                    .seed(%d)
                    .listener(event -> {
                      if (event instanceof TrainingEvent.EpochEnded epoch) {
                        System.out.println(epoch.epoch() + " " + (float) epoch.training().loss());
                      }
                    })
                    .on(device)) {
              trainer.fit(data.training(), Fit.epochs(%d).batch(%d));
            }
          }
        }
        """.formatted(FILE, quoted(table.targetName()),
        ", Task." + (table.ofClasses() ? "CLASSIFICATION" : "REGRESSION"), test(), settings.sample(),
        table.normalize().equals("none") ? ".raw()" : ".standardized()", String.join(", ", layers), settings.device(),
        loss(), optimizer(configuration), settings.seed(), EPOCHS, settings.batch());
  }

  private String activation() {
    return switch (settings.activation()) {
      case "leaky-relu" -> "new Activation.LeakyRelu(0.01)";
      case "elu" -> "new Activation.Elu(1)";
      case "softplus" -> "new Activation.Softplus(1)";
      default -> "Activation." + settings.activation().toUpperCase(Locale.ROOT).replace('-', '_');
    };
  }

  private String loss() {
    return "Loss." + switch (settings.loss()) {
      case "binary-cross-entropy" -> "binaryCrossEntropy()";
      case "softmax-cross-entropy" -> "softmaxCrossEntropy()";
      case "huber" -> "huber(1)";
      default -> settings.loss() + "()";
    };
  }

  private String optimizer(Configuration configuration) {
    String made = construction((Record) configuration.optimizer());
    return settings.l1() == 0 && settings.l2() == 0
        ? made
        : "new Penalty(%s, %s, WeightFilter.named(\"*\")).then(%s)".formatted(settings.l1(), settings.l2(), made);
  }

  /** The call that makes a record of numbers. */
  private static String construction(Record made) {
    List<String> arguments = new ArrayList<>();
    for (RecordComponent component : made.getClass().getRecordComponents()) {
      try {
        arguments.add(String.valueOf(component.getAccessor().invoke(made)));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(OptimizerCatalogue.class.getSimpleName() + " makes public records", e);
      }
    }
    return "new " + made.getClass().getSimpleName() + "(" + String.join(", ", arguments) + ")";
  }
}
