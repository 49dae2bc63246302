package dev.sinabro.cli.catalogue;

import static dev.sinabro.cli.catalogue.Entry.entry;

import dev.sinabro.cli.show.Boundary;
import dev.sinabro.cli.show.CostCurve;
import dev.sinabro.cli.show.Show;

/** What a training shows when it is done. */
public final class ShowCatalogue {

  /** A list of shows, as messages show it. */
  public static final String EXAMPLE = "[cost-curve, boundary]";

  /** All of them. */
  public static final Catalogue<Show> SHOWS = Catalogue.of("show", "shows",

      entry("cost-curve", "the loss after each epoch, as SVG", k -> new CostCurve(
          k.flag("logarithmic", false, "whether the loss is drawn by its logarithm"))),

      entry("boundary", "the class that is told at each place of the plane, for two features, as SVG",
          _ -> new Boundary()));

  private ShowCatalogue() {}
}
