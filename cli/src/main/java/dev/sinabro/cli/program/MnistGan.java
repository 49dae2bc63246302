package dev.sinabro.cli.program;

import static dev.sinabro.nn.Activation.RELU;
import static dev.sinabro.nn.Activation.SIGMOID;
import static dev.sinabro.nn.Layers.batchNorm;
import static dev.sinabro.nn.Layers.conv2d;
import static dev.sinabro.nn.Layers.convTranspose2d;
import static dev.sinabro.nn.Layers.dense;
import static dev.sinabro.nn.Layers.dropout;
import static dev.sinabro.nn.Layers.flatten;
import static dev.sinabro.nn.Layers.reshape;

import dev.sinabro.data.Published;
import dev.sinabro.graph.Tensor;
import dev.sinabro.nn.Layer;
import dev.sinabro.nn.Model;
import dev.sinabro.nn.Sequential;
import dev.sinabro.nn.Tensors;
import dev.sinabro.optim.Adam;
import dev.sinabro.train.Learner;
import dev.sinabro.train.StepGraph;
import dev.sinabro.train.Steps;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Two networks that learn against each other: Goodfellow et al., 2014, with the loss that does not saturate; convolutional, as
 * Radford, Metz and Chintala did it, 2015; both are told which digit is meant: Mirza and Osindero, 2014. A third one, which has
 * learned from real digits, says how many of the forged ones it takes for a digit.
 */
final class MnistGan implements ProgramExample {
  private static final int BATCH = 64;
  private static final int CODE = 32;
  private static final int CLASSES = 10;
  private static final int SAMPLES = 1000;
  private static final int DRAWN = 100;

  @Override
  public String title() {
    return "mnist-gan";
  }

  @Override
  public String sentence() {
    return "Handwritten digits that nobody wrote: a generator and a discriminator, which learn against each other.";
  }

  @Override
  public Published data() {
    return Published.MNIST;
  }

  @Override
  public int epochs() {
    return 3;
  }

  /** The networks, with their optimizers. */
  private record Rivals(Model generator, Model discriminator, Learner forger, Learner judge) {

    /** The discriminator gives a number for each digit: how real the image is as that one. */
    static Rivals begin() {
      Layer leaky = (x, _) -> x.maximum(x.mul(0.2));
      var generator = new Model("generator", Sequential.of(dense(7 * 7 * 32), reshape(32, 7, 7), batchNorm(), RELU,
          convTranspose2d(16, 4).stride(2).padding(1), batchNorm(), RELU,
          convTranspose2d(1, 4).stride(2).padding(1), SIGMOID));
      var discriminator = new Model("discriminator", Sequential.of(conv2d(16, 4).stride(2).padding(1), leaky,
          conv2d(32, 4).stride(2).padding(1), leaky, flatten(), dropout(0.3), dense(CLASSES)));
      var adam = new Adam(1e-3, 0.5, 0.999, 1e-8, 0, false);
      return new Rivals(generator, discriminator, new Learner(adam.averaged(0.99), generator),
          new Learner(adam, discriminator));
    }

    /** One step of both, on real digits and as many forged ones. */
    void learn(StepGraph s, int batch) {
      Tensor digit = Digits.classes(s, batch).oneHot(CLASSES);
      Tensor forged = s.train(generator, code(s, digit));
      Tensor real = s.train(discriminator, Digits.images(s, batch)).mul(digit).sum(1);
      Tensor taken = s.train(discriminator, forged).mul(digit).sum(1);
      Tensor judging = real.neg().softplus().mean().add(taken.softplus().mean());
      Tensor forging = taken.neg().softplus().mean();
      s.minimize(judging, judge);
      s.minimize(forging, forger);
      s.output("losses", s.graph().stack(0, List.of(judging, forging)));
    }

    /** Digits of the averages of the generator's weights. */
    void draw(StepGraph s) {
      Tensor digit = Digits.classes(s, SAMPLES).oneHot(CLASSES);
      s.output("digits",
          s.evaluate(forger, generator, Tensors.fields(Map.of(Model.FEATURES, code(s, digit)))).only());
    }

    /** Random numbers with the digit that is asked for, [rows, 32 + 10]. */
    private static Tensor code(StepGraph s, Tensor digit) {
      return s.graph().concat(1, List.of(s.normal(digit.shape().extent(0), CODE), digit));
    }
  }

  @Override
  public Optional<Outcome> run(Run run) throws IOException {
    Digits digits = Digits.training(run.data());
    int batch = digits.batch(BATCH);
    var rivals = Rivals.begin();
    try (var steps = new Steps(run.device(), run.seed())) {
      var learning = steps.add(s -> rivals.learn(s, batch));
      var drawing = steps.add(rivals::draw);
      var lesson = new Lesson(digits, batch, learning, "losses", List.of("discriminator", "generator"));
      var passes = new Passes(run, steps, lesson, Optional.empty(), pass -> run.told().accept(String.format(Locale.ROOT,
          "epoch    %d/%d   discriminator %.4f · generator %.4f", pass.epoch(), run.epochs(), pass.training().loss(),
          pass.training().metric("generator"))));
      if (passes.run().isEmpty()) {
        return Optional.empty();
      }
      drawing.run(Map.of("classes", asked()));
      return Optional.of(judged(run, digits, drawing.tensor("digits").floats()));
    }
  }

  /** All digits in turn. */
  private static int[] asked() {
    return IntStream.range(0, SAMPLES).map(i -> i % CLASSES).toArray();
  }

  private static Outcome judged(Run run, Digits digits, float[] forged) throws IOException {
    Digits.draw(run.folder().resolve("samples.png"), Arrays.copyOf(forged, DRAWN * Digits.PIXELS));
    Map<String, Double> figures = new LinkedHashMap<>();
    try (var reader = new DigitReader(run.device(), run.seed(), digits)) {
      figures.put("recognized", reader.recognized(forged));
      figures.put("read as asked for", reader.read(forged, asked()));
      figures.put("real digits recognized", reader.recognized(Digits.test(run.data())));
    }
    return new Outcome(figures, List.of("samples.png: digits that the generator made of random numbers"),
        "a classifier of real digits recognizes most of the forged ones: it gives one digit a probability above 0.9,"
            + "\nand mostly the one that the generator was asked for. Each column is one digit.");
  }
}
