package dev.sinabro.cli.program;

import static dev.sinabro.nn.Activation.RELU;
import static dev.sinabro.nn.Layers.dense;
import static dev.sinabro.nn.Layers.flatten;

import dev.sinabro.data.Published;
import dev.sinabro.graph.Tensor;
import dev.sinabro.nn.Model;
import dev.sinabro.nn.Sequential;
import dev.sinabro.optim.Optimizer;
import dev.sinabro.train.CompiledStep;
import dev.sinabro.train.Learner;
import dev.sinabro.train.StepGraph;
import dev.sinabro.train.Steps;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A variational autoencoder: Kingma and Welling, 2014. The encoder says which codes a digit may have, a normal distribution;
 * the decoder draws it of one of them. What is minimized is the negative evidence lower bound in nats a digit: what the
 * drawing leaves open (the cross-entropy of its pixels) and what the code tells (its divergence from the standard normal).
 */
final class MnistVae implements ProgramExample {
  private static final int BATCH = 128;
  private static final int CODE = 16;
  private static final int HIDDEN = 400;
  private static final int SHOWN = 10;
  private static final int SAMPLES = 100;

  @Override
  public String title() {
    return "mnist-vae";
  }

  @Override
  public String sentence() {
    return "Handwritten digits as clouds of codes: a variational autoencoder, which draws new digits of random codes.";
  }

  @Override
  public Published data() {
    return Published.MNIST;
  }

  @Override
  public int epochs() {
    return 5;
  }

  /** Encoder and decoder. */
  private record Pair(Model encoder, Model decoder) {
    Pair() {
      this(new Model("encoder", Sequential.of(flatten(), dense(HIDDEN, RELU), dense(2 * CODE))),
          new Model("decoder", Sequential.of(dense(HIDDEN, RELU), dense(Digits.PIXELS))));
    }

    /** The mean over digits, [batch, 1, 28, 28], of the negative bound. */
    Tensor nats(StepGraph s, Tensor digits, int batch) {
      Tensor code = s.train(encoder, digits);
      Tensor mean = code.slice(1, 0, CODE);
      Tensor logVariance = code.slice(1, CODE, 2 * CODE);
      Tensor drawn = mean.add(logVariance.mul(0.5).exp().mul(s.normal(batch, CODE)));
      Tensor pixels = s.train(decoder, drawn).sigmoidCrossEntropy(digits.reshape(batch, Digits.PIXELS)).sum();
      Tensor divergence = mean.square().add(logVariance.exp()).sub(logVariance).sub(1).sum().mul(0.5);
      return pixels.add(divergence).div(batch);
    }

    /** Images from 0 to 1, [rows, 784], of codes. */
    Tensor images(StepGraph s, Tensor codes) {
      return s.infer(decoder, codes).sigmoid();
    }

    /** Images of the likeliest codes of images. */
    Tensor givenBack(StepGraph s, Tensor digits) {
      return images(s, s.infer(encoder, digits).slice(1, 0, CODE));
    }
  }

  @Override
  public Optional<Outcome> run(Run run) throws IOException {
    Digits digits = Digits.training(run.data());
    Digits test = Digits.test(run.data());
    var pair = new Pair();
    var learner = new Learner(Optimizer.adam(1e-3), pair.encoder(), pair.decoder());
    int batch = digits.batch(BATCH);
    int judged = test.batch(BATCH);
    int shown = test.batch(SHOWN);
    try (var steps = new Steps(run.device(), run.seed())) {
      var learning = steps.add(s -> {
        Tensor nats = pair.nats(s, Digits.images(s, batch), batch);
        s.minimize(nats, learner);
        s.output("nats", nats);
      });
      var judging = steps.add(s -> s.output("nats", pair.nats(s, Digits.images(s, judged), judged)));
      var redrawing = steps.add(s -> s.output("digits", pair.givenBack(s, Digits.images(s, shown))));
      var sampling = steps.add(s -> s.output("digits", pair.images(s, s.normal(SAMPLES, CODE))));
      var lesson = new Lesson(digits, batch, learning, "nats", List.of("nats"));
      var other = new Lesson(test, judged, judging, "nats", List.of("nats"));
      var passes = new Passes(run, steps, lesson, Optional.of(other),
          pass -> run.told().accept(String.format(Locale.ROOT,
              "epoch    %d/%d   train %.2f nats a digit · test %.2f", pass.epoch(), run.epochs(),
              pass.training().loss(),
              pass.validation().orElseThrow().loss())));
      Optional<List<Double>> bounds = passes.run();
      if (bounds.isEmpty()) {
        return Optional.empty();
      }
      Map<String, Double> figures = new LinkedHashMap<>();
      figures.put("test nats after one epoch", bounds.get().getFirst());
      figures.put("test nats", bounds.get().getLast());
      draw(run, test, shown, redrawing, sampling);
      return Optional.of(new Outcome(figures,
          List.of("reconstructions.png: digits of the test, and below each what is drawn of its code",
              "samples.png: what is drawn of random codes"),
          "the bound falls, on digits of the test too: 16 numbers tell most of a digit,\nand near codes are like digits,"
              + " so that random ones make digits, if blurred ones."));
    }
  }

  private static void draw(Run run, Digits test, int shown, CompiledStep redrawing, CompiledStep sampling)
      throws IOException {
    byte[] pixels = test.pixels(IntStream.range(0, shown).toArray());
    redrawing.run(Map.of("images", pixels));
    Digits.draw(run.folder().resolve("reconstructions.png"), Digits.levels(pixels),
        redrawing.tensor("digits").floats());
    sampling.run();
    Digits.draw(run.folder().resolve("samples.png"), sampling.tensor("digits").floats());
  }
}
