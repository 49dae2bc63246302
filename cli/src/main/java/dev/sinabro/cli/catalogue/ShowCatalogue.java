package dev.sinabro.cli.catalogue;

import static dev.sinabro.cli.catalogue.Entry.entry;
import static dev.sinabro.cli.catalogue.Range.POSITIVE;

import dev.sinabro.cli.show.Boundary;
import dev.sinabro.cli.show.ClosedForm;
import dev.sinabro.cli.show.CostCurve;
import dev.sinabro.cli.show.CostSurfaces;
import dev.sinabro.cli.show.DescentPath;
import dev.sinabro.cli.show.Forecast;
import dev.sinabro.cli.show.GradientNorms;
import dev.sinabro.cli.show.LinearMap;
import dev.sinabro.cli.show.Reconstructions;
import dev.sinabro.cli.show.Samples;
import dev.sinabro.cli.show.Show;
import dev.sinabro.cli.show.TruthTable;
import dev.sinabro.cli.show.WeightImages;
import dev.sinabro.nn.Landscape;
import java.util.Arrays;
import java.util.List;

/** What a training shows when it is done. */
public final class ShowCatalogue {

  /** A list of shows, as messages show it. */
  public static final String EXAMPLE = "[cost-curve, boundary]";

  /** All of them. */
  public static final Catalogue<Show> SHOWS = Catalogue.of("show", "shows",

      entry("cost-curve", "the loss after each epoch, as SVG", k -> new CostCurve(
          k.flag("logarithmic", false, "whether the loss is drawn by its logarithm"))),

      entry("boundary", "the class that is told at each place of the plane, for two features, as SVG",
          _ -> new Boundary()),

      entry("truth-table", "what is told of each row, where there are few", _ -> new TruthTable()),

      entry("cost-surfaces", "the cost of a logistic regression over two of its weights, as SVG",
          _ -> new CostSurfaces()),

      entry("linear-map", "where one dense layer takes the basis vectors of the plane, as SVG", _ -> new LinearMap()),

      entry("descent-path", "the way of a point down a landscape, as SVG", k -> new DescentPath(
          k.word("function", Landscape.Function.ROSENBROCK, "that it goes down"),
          k.number("goal", 1e-6, Range.POSITIVE, "the value that is low enough"))),

      entry("closed-form", "how far one linear layer is from the least squares solution", _ -> new ClosedForm()),

      entry("gradient-norms", "how large the gradients are at each layer's weights, as SVG", k -> new GradientNorms(
          k.whole("every", 1, 1, "steps from one that is watched to the next"))),

      entry("forecast", "what was told of the test part of a series, beside what came, as SVG", k -> new Forecast(
          k.whole("season", 1, 1, "steps back to what a naive forecast repeats"))),

      entry("reconstructions", "images and what an autoencoder gives back of them, as PNG", k -> new Reconstructions(
          image(k), k.whole("count", 10, 1, "images"))),

      entry("samples", "text that the network writes; of lines, such as none of the data", k -> new Samples(
          k.whole("count", 1, 1, "pieces of text, or lines"),
          k.whole("length", 300, 1, "characters of a piece, and of a line at most"),
          k.number("temperature", 1, POSITIVE, "below 1, what is probable is written more often"))),

      entry("weights", "what the units of the first layer look for, as PNG", k -> new WeightImages(image(k))));

  private ShowCatalogue() {}

  private static List<Integer> image(Keys k) {
    return Arrays.stream(k.wholes("shape", 3, 1, "of an image: channels, height and width")).boxed().toList();
  }
}
