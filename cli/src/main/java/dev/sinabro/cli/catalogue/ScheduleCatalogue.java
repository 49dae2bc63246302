package dev.sinabro.cli.catalogue;

import static dev.sinabro.cli.catalogue.Entry.entry;
import static dev.sinabro.cli.catalogue.Range.FACTOR;
import static dev.sinabro.cli.catalogue.Range.FRACTION;
import static dev.sinabro.cli.catalogue.Range.OPEN;
import static dev.sinabro.cli.catalogue.Range.UNIT;

import dev.sinabro.optim.Schedule;

/** How the learning rate can change over a training. */
public final class ScheduleCatalogue {

  public static final Catalogue<Schedule> SCHEDULES = Catalogue.of("schedule", "schedules",

      entry("constant", "the learning rate stays as it is", _ -> new Schedule.Constant())
          .peer("torch.optim.lr_scheduler.ConstantLR"),

      entry("step", "the learning rate falls again and again, at once", k -> new Schedule.StepDecay(
          k.whole("every", 10, 1, "epochs between two changes"),
          k.number("factor", 0.5, FACTOR, "what the learning rate is multiplied by")))
          .peer("torch.optim.lr_scheduler.StepLR"),

      entry("cosine", "the learning rate falls as half a cosine; Loshchilov and Hutter, 2017", k -> new Schedule.Cosine(
          k.number("end", 0, UNIT, "the part that is left of it in the end")))
          .peer("torch.optim.lr_scheduler.CosineAnnealingLR"),

      entry("warm-up", "the learning rate rises from near 0 at first", k -> new Schedule.WarmUp(
          k.whole("steps", 100, 1, "until it is all there"),
          k.one("then", ScheduleCatalogue.SCHEDULES, "constant", "what follows")))
          .peer("torch.optim.lr_scheduler.LinearLR"),

      entry("reduce-on-plateau", "the learning rate falls where the loss does not", k -> new Schedule.ReduceOnPlateau(
          k.number("factor", 0.1, OPEN, "what the learning rate is multiplied by"),
          k.whole("patience", 10, 0, "epochs without progress that are borne"),
          k.number("threshold", 1e-4, FRACTION, "part of the best loss by which it must fall")))
          .peer("torch.optim.lr_scheduler.ReduceLROnPlateau"));

  private ScheduleCatalogue() {}
}
