package dev.sinabro.cli.catalogue;

import static dev.sinabro.cli.catalogue.Entry.entry;
import static dev.sinabro.cli.catalogue.Range.FACTOR;

import dev.sinabro.optim.Schedule;

/** How the learning rate can change over a training. */
public final class ScheduleCatalogue {

  public static final Catalogue<Schedule> SCHEDULES = Catalogue.of("schedule", "schedules",

      entry("constant", "the learning rate stays as it is", _ -> new Schedule.Constant()),

      entry("step", "the learning rate falls again and again, at once", k -> new Schedule.StepDecay(
          k.whole("every", 10, 1, "epochs between two changes"),
          k.number("factor", 0.5, FACTOR, "what the learning rate is multiplied by"))));

  private ScheduleCatalogue() {}
}
