package dev.sinabro.cli.config;

import dev.sinabro.optim.Adam;
import dev.sinabro.optim.GradientDescent;
import dev.sinabro.optim.Momentum;
import dev.sinabro.optim.Optimizer;
import dev.sinabro.optim.Schedule;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes configurations as YAML that reads back as the same configuration. */
public final class ConfigurationWriter {

  private static final int COMMENT_COLUMN = 40;
  private static final Pattern PLAIN = Pattern.compile("[\\w./]([\\w./: -]*[\\w./-])?");

  private final StringBuilder text = new StringBuilder();
  private final Set<String> explained = new HashSet<>();
  private final boolean commented;

  private ConfigurationWriter(boolean commented) {
    this.commented = commented;
  }

  /** Every key with its value. */
  public static String write(Configuration configuration) {
    return new ConfigurationWriter(false).all(configuration);
  }

  /** Every key with its value and an explanation; keys without a value as comments. */
  public static String writeCommented(Configuration configuration) {
    return new ConfigurationWriter(true).all(configuration);
  }

  private String all(Configuration configuration) {
    line("", "name", quoted(configuration.name()), "name");
    data(configuration.data());
    text.append("model:\n");
    configuration.model().forEach(this::layer);
    var loss = configuration.loss();
    optional("", "loss", loss == null ? null : Words.of(loss), "softmax-cross-entropy", "loss");
    optimizer(configuration.optimizer());
    schedule(configuration.schedule());
    text.append("train:\n");
    line("  ", "epochs", Integer.toString(configuration.train().epochs()), "train.epochs");
    line("  ", "batch-size", Integer.toString(configuration.train().batchSize()), "train.batch-size");
    line("  ", "matmul-precision", Words.of(configuration.train().precision()), "train.matmul-precision");
    line("  ", "seed", Long.toString(configuration.train().seed()), "train.seed");
    return text.toString();
  }

  private void data(DataSection data) {
    text.append("data:\n");
    line("  ", "path", quoted(data.source().text()), "data.path");
    line("  ", "target", quoted(data.target()), "data.target");
    var task = data.task();
    optional("  ", "task", task == null ? null : Words.of(task), "classification", "data.task");
    var ignored = data.ignore().stream().map(ConfigurationWriter::quoted).collect(Collectors.joining(", ", "[", "]"));
    line("  ", "ignore", ignored, "data.ignore");
    text.append("  split:\n");
    line("    ", "validation", number(data.split().validation()), "data.split.validation");
    line("    ", "test", number(data.split().test()), "data.split.test");
    var seed = data.split().seed();
    optional("    ", "seed", seed == null ? null : seed.toString(), "42", "data.split.seed");
    line("  ", "normalize", Words.of(data.normalize()), "data.normalize");
    var delimiter = data.delimiter();
    optional("  ", "delimiter", delimiter == null ? null : doubleQuoted(delimiter.toString()), "','",
        "data.delimiter");
  }

  private void layer(LayerSpec layer) {
    switch (layer) {
      case LayerSpec.Dense dense -> {
        text.append("  - dense:\n");
        var units = dense.units();
        optional("      ", "units", units == null ? null : units.toString(), "10", "model[].dense.units");
        line("      ", "activation", Words.of(dense.activation()), "model[].dense.activation");
        line("      ", "initialization", Words.of(dense.initialization()), "model[].dense.initialization");
        line("      ", "bias", Boolean.toString(dense.bias()), "model[].dense.bias");
      }
      case LayerSpec.Activate activate -> {
        text.append("  - activation:\n");
        line("      ", "function", Words.of(activate.function()), "model[].activation.function");
      }
      case LayerSpec.Dropout dropout -> {
        text.append("  - dropout:\n");
        line("      ", "rate", number(dropout.rate()), "model[].dropout.rate");
      }
    }
  }

  private void optimizer(Optimizer optimizer) {
    text.append("optimizer:").append(commented ? " # sgd, momentum or adam" : "").append('\n');
    switch (optimizer) {
      case GradientDescent sgd -> {
        text.append("  sgd:\n");
        value("optimizer.sgd", "learning-rate", sgd.learningRate());
        value("optimizer.sgd", "weight-decay", sgd.weightDecay());
      }
      case Momentum momentum -> {
        text.append("  momentum:\n");
        value("optimizer.momentum", "learning-rate", momentum.learningRate());
        value("optimizer.momentum", "momentum", momentum.momentum());
        value("optimizer.momentum", "weight-decay", momentum.weightDecay());
      }
      case Adam adam -> {
        text.append("  adam:\n");
        value("optimizer.adam", "learning-rate", adam.learningRate());
        value("optimizer.adam", "beta1", adam.beta1());
        value("optimizer.adam", "beta2", adam.beta2());
        value("optimizer.adam", "epsilon", adam.epsilon());
        value("optimizer.adam", "weight-decay", adam.weightDecay());
      }
      // Optimizer is open to library users; a configuration names only these three.
      default -> throw new IllegalArgumentException("no configuration names the optimizer " + optimizer.name());
    }
  }

  private void schedule(Schedule schedule) {
    switch (schedule) {
      case Schedule.Constant _ -> line("", "schedule", "constant", "schedule");
      case Schedule.StepDecay(int every, double factor) -> {
        text.append("schedule:\n  step:\n");
        line("    ", "every", Integer.toString(every), "schedule.step.every");
        line("    ", "factor", number(factor), "schedule.step.factor");
      }
      // Schedule is open to library users; a configuration names only these two.
      default -> throw new IllegalArgumentException("no configuration names the schedule " + schedule);
    }
  }

  private void value(String path, String key, double value) {
    line("    ", key, number(value), path + "." + key);
  }

  /** A key whose value may be open: then it is a comment with an example of a value, or nothing. */
  private void optional(String indent, String key, @Nullable String value, String example, String path) {
    if (value != null) {
      line(indent, key, value, path);
    } else if (commented) {
      explained.remove(path);
      line(indent, "# " + key, example, path);
    }
  }

  private void line(String indent, String key, String value, String path) {
    int start = text.length();
    text.append(indent).append(key).append(": ").append(value);
    if (commented && explained.add(path)) {
      text.repeat(' ', Math.max(1, COMMENT_COLUMN - (text.length() - start)));
      text.append("# ").append(Keys.EXPLANATIONS.get(path));
    }
    text.append('\n');
  }

  /** Without an exponent where that is readable. */
  private static String number(double value) {
    double size = Math.abs(value);
    if (value != 0 && (size < 1e-5 || size >= 1e7)) {
      return Double.toString(value).replace(".0E", "e").replace('E', 'e');
    }
    return value == Math.rint(value)
        ? Long.toString((long) value)
        : new BigDecimal(Double.toString(value)).toPlainString();
  }

  private static String quoted(String text) {
    boolean plain = PLAIN.matcher(text).matches() && !text.contains(": ") && !text.equals("null");
    return plain ? text : doubleQuoted(text);
  }

  private static String doubleQuoted(String text) {
    var quoted = new StringBuilder("\"");
    text.chars().forEach(unit -> {
      char c = (char) unit;
      switch (c) {
        case '"', '\\' -> quoted.append('\\').append(c);
        case '\n' -> quoted.append("\\n");
        case '\t' -> quoted.append("\\t");
        default -> {
          if (c < ' ' || c >= 0x7f && c < 0xa0 || c == '\u2028' || c == '\u2029' || c == '\uFEFF' || c >= '\uFFFE') {
            quoted.append(String.format("\\u%04X", unit));
          } else {
            quoted.append(c);
          }
        }
      }
    });
    return quoted.append('"').toString();
  }
}
