package dev.sinabro.cli.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Every key of a configuration with a short explanation, in the order in which they are written. */
final class Keys {

  /** From the path of a key to what it means; a layer's path starts with {@code model[]}. */
  static final Map<String, String> EXPLANATIONS = explanations();

  private Keys() {}

  /** Where a key belongs: the sections that have a key of this name. */
  static List<String> homes(String key) {
    return EXPLANATIONS.keySet()
        .stream()
        .filter(path -> path.endsWith("." + key))
        .map(path -> path.substring(0, path.length() - key.length() - 1))
        .toList();
  }

  private static Map<String, String> explanations() {
    var keys = new LinkedHashMap<String, String>();
    keys.put("name", "of the run; its folder is called so");
    keys.put("data.path", "a CSV file, relative to this file, or builtin:NAME");
    keys.put("data.target", "the column to learn");
    keys.put("data.task", "classification or regression; follows from the target if absent");
    keys.put("data.ignore", "columns to leave out, such as row numbers");
    keys.put("data.split.validation", "fraction of rows watched while training");
    keys.put("data.split.test", "fraction of rows measured once, at the end");
    keys.put("data.split.seed", "of the split; the run's seed if absent");
    keys.put("data.normalize", "standard (mean 0, deviation 1), minmax (0 to 1) or none");
    keys.put("data.delimiter", "between two fields of a line; found out if absent");
    keys.put("model[].dense.units", "outputs; as many as the target needs if absent in the last one");
    keys.put("model[].dense.activation", "identity, step, sigmoid, tanh, relu or softmax");
    keys.put("model[].dense.initialization", "glorot or he; he before relu if absent, else glorot");
    keys.put("model[].dense.bias", "true or false");
    keys.put("model[].activation.function", "identity, step, sigmoid, tanh, relu or softmax");
    keys.put("model[].dropout.rate", "fraction of values set to zero while training");
    keys.put("loss", "softmax-cross-entropy, binary-cross-entropy, mse or sse; else by task");
    keys.put("optimizer.sgd.learning-rate", "step size");
    keys.put("optimizer.sgd.weight-decay", "pull of the weights towards 0");
    keys.put("optimizer.momentum.learning-rate", "step size");
    keys.put("optimizer.momentum.momentum", "part of the last update that is kept");
    keys.put("optimizer.momentum.weight-decay", "pull of the weights towards 0");
    keys.put("optimizer.adam.learning-rate", "step size");
    keys.put("optimizer.adam.beta1", "decay of the mean of the gradients");
    keys.put("optimizer.adam.beta2", "decay of the mean of their squares");
    keys.put("optimizer.adam.epsilon", "keeps the division from 0");
    keys.put("optimizer.adam.weight-decay", "pull of the weights towards 0");
    keys.put("schedule", "of the learning rate: constant, or {step: {every: EPOCHS, factor: X}}");
    keys.put("schedule.step.every", "epochs between two changes");
    keys.put("schedule.step.factor", "what the learning rate is multiplied by");
    keys.put("train.epochs", "passes over the training rows");
    keys.put("train.batch-size", "rows in one step");
    keys.put("train.matmul-precision", "of factors on a GPU: fp32, tf32 or bf16");
    keys.put("train.seed", "of weights, shuffling, dropout and split");
    return keys;
  }
}
