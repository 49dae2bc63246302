package dev.sinabro.loss;

import dev.sinabro.graph.Tensor;
import dev.sinabro.nn.Tensors;
import java.util.List;
import java.util.stream.Collectors;

/** Losses with factors, added: each is brought to one number a batch first. */
record SumOfLosses(List<Term> sum) implements Loss {

  /** A loss times a number. */
  record Term(Loss loss, double factor) {}

  @Override
  public String name() {
    return sum.stream().map(term -> (term.factor == 1 ? "" : term.factor + " ") + term.loss.name())
        .collect(Collectors.joining(" + "));
  }

  /** The mean over the rows of an epoch then is that of its batches, each as often as it has rows. */
  @Override
  public Weighted values(Tensors outputs, Tensors fields) {
    Tensor total = sum.stream()
        .map(term -> term.loss.minimized(term.loss.values(outputs, fields)).mul(term.factor))
        .reduce(Tensor::add).orElseThrow();
    int rows = outputs.byName().values().iterator().next().shape().extent(0);
    return new Weighted(total, total.graph().constant((double) rows));
  }

  @Override
  public List<Summand> summands(Tensors outputs, Tensors fields) {
    return sum.stream()
        .flatMap(term -> term.loss.summands(outputs, fields).stream().map(part -> part.times(term.factor))).toList();
  }

  @Override
  public Tensors predictions(Tensors outputs) {
    Tensors predictions = outputs;
    for (Term term : sum) {
      predictions = term.loss.predictions(predictions);
    }
    return predictions;
  }

  @Override
  public List<Loss> terms() {
    return sum.stream().flatMap(term -> term.loss.terms().stream()).toList();
  }

  @Override
  public List<TargetLoss> parts() {
    return sum.stream().flatMap(term -> term.loss.parts().stream()).toList();
  }
}
