package dev.sinabro.cli.catalogue;

import static dev.sinabro.cli.catalogue.Entry.entry;
import static dev.sinabro.cli.catalogue.Range.FACTOR;
import static dev.sinabro.cli.catalogue.Range.FRACTION;
import static dev.sinabro.cli.catalogue.Range.NOT_NEGATIVE;
import static dev.sinabro.cli.catalogue.Range.OPEN;
import static dev.sinabro.cli.catalogue.Range.POSITIVE;
import static dev.sinabro.cli.catalogue.Range.UNIT;

import dev.sinabro.optim.Decay;
import dev.sinabro.optim.Schedule;
import java.util.Arrays;

/** How the learning rate can change over a training. */
public final class ScheduleCatalogue {

  public static final Catalogue<Schedule> SCHEDULES = Catalogue.of("schedule", "schedules",

      entry("constant", "the learning rate stays as it is", _ -> new Schedule.Constant())
          .peer("torch.optim.lr_scheduler.ConstantLR"),

      entry("step", "the learning rate falls again and again, at once", k -> new Decay.Stepwise(
          k.whole("every", 10, 1, "epochs, or steps, between two changes"),
          k.number("factor", 0.5, FACTOR, "what the learning rate is multiplied by"),
          per(k))).peer("torch.optim.lr_scheduler.StepLR"),

      entry("exponential", "the learning rate falls by the same part again and again", k -> new Decay.Exponential(
          k.number("factor", 0.95, FACTOR, "what the learning rate is multiplied by"),
          per(k))).peer("torch.optim.lr_scheduler.ExponentialLR"),

      entry("inverse-time", "the learning rate falls as 1 / (1 + rate * time)", k -> new Decay.InverseTime(
          k.number("rate", 0.1, NOT_NEGATIVE, "how fast"),
          per(k))),

      entry("polynomial", "the learning rate falls as a power of the steps that are left", k -> new Decay.Polynomial(
          end(k, 0),
          k.number("power", 1, POSITIVE, "1: as a line"))).peer("torch.optim.lr_scheduler.PolynomialLR"),

      entry("cosine", "the learning rate falls as half a cosine; Loshchilov and Hutter, 2017", k -> new Decay.Cosine(
          end(k, 0))).peer("torch.optim.lr_scheduler.CosineAnnealingLR"),

      entry("one-cycle", "the learning rate rises and falls again; Smith and Topin, 2019", k -> new Decay.OneCycle(
          k.number("peak", 0.3, UNIT, "where it is largest, as part of the training"),
          k.number("start", 0.04, UNIT, "the part of it that there is at first"),
          end(k, 4e-6))).peer("torch.optim.lr_scheduler.OneCycleLR"),

      entry("warm-up", "the learning rate rises from near 0 at first", k -> Schedule.warmUp(
          k.whole("steps", 100, 1, "until it is all there"),
          k.one("then", ScheduleCatalogue.SCHEDULES, "constant", "what follows")))
          .peer("torch.optim.lr_scheduler.LinearLR"),

      entry("sequence", "schedules one after the other", k -> Schedule.sequence(
          k.several("schedules", ScheduleCatalogue.SCHEDULES, "[constant, cosine]", "one after the other"),
          Arrays.stream(k.wholes("lengths", 0, 1, "steps of each; the last may go on")).boxed().toList()))
          .peer("torch.optim.lr_scheduler.SequentialLR"),

      entry("reduce-on-plateau", "the learning rate falls where the loss does not", k -> new Schedule.ReduceOnPlateau(
          k.number("factor", 0.1, OPEN, "what the learning rate is multiplied by"),
          k.whole("patience", 10, 0, "epochs without progress that are borne"),
          k.number("threshold", 1e-4, FRACTION, "part of the best loss by which it must fall")))
          .peer("torch.optim.lr_scheduler.ReduceLROnPlateau"));

  private ScheduleCatalogue() {}

  private static double end(Keys k, double absent) {
    return k.number("end", absent, UNIT, "the part that is left of it in the end");
  }

  private static Decay.Per per(Keys k) {
    return k.word("per", Decay.Per.EPOCH, "in what the time is counted");
  }
}
