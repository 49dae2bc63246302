package dev.sinabro.cli.picture;

import java.awt.Color;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * A chart over two axes.
 *
 * @param title above it
 * @param across what the x axis shows
 * @param upwards what the y axis shows
 * @param logarithmic whether y is drawn by its logarithm; all y are above 0 then
 * @param series drawn one over the other, in this order
 */
public record Chart(String title, String across, String upwards, boolean logarithmic, List<Series> series) {
  private static final int WIDTH = 800;
  private static final int HEIGHT = 560;
  private static final int MARKER = 7;

  /** Keeps a copy of the list. */
  public Chart {
    series = List.copyOf(series);
  }

  /**
   * Writes it as SVG.
   *
   * @throws PictureException where it cannot be drawn on this machine
   */
  public void write(Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      VectorGraphicsEncoder.saveVectorGraphic(drawn(), out, VectorGraphicsFormat.SVG);
    } catch (LinkageError | InternalError noFonts) {
      Files.deleteIfExists(file);
      throw PictureException.noFonts(file, noFonts);
    }
  }

  private XYChart drawn() {
    XYChart chart = new XYChartBuilder().width(WIDTH).height(HEIGHT).title(title).xAxisTitle(across)
        .yAxisTitle(upwards).build();
    chart.getStyler().setChartBackgroundColor(Color.WHITE).setPlotBackgroundColor(Color.WHITE)
        .setChartTitleBoxVisible(false).setLegendBorderColor(Color.LIGHT_GRAY)
        .setLegendPosition(LegendPosition.OutsideE)
        .setLegendVisible(series.stream().anyMatch(one -> !one.name().isEmpty()));
    chart.getStyler().setMarkerSize(MARKER);
    chart.getStyler().setYAxisLogarithmic(logarithmic).setPlotGridLinesVisible(
        series.stream().noneMatch(one -> one.style() == Series.Style.AREA || one.style() == Series.Style.SHADE));
    for (int i = 0; i < series.size(); i++) {
      Series one = series.get(i);
      String name = one.name().isEmpty() ? "series " + i : one.name();
      add(chart.addSeries(name, one.x(), one.y()), one);
    }
    return chart;
  }

  private static void square(XYSeries drawn, Color color) {
    drawn.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
    drawn.setMarker(SeriesMarkers.SQUARE).setMarkerColor(color);
  }

  private static void add(XYSeries drawn, Series one) {
    drawn.setShowInLegend(!one.name().isEmpty());
    switch (one.style()) {
      case LINE -> drawn.setMarker(SeriesMarkers.NONE).setLineColor(Palette.of(one.color())).setLineWidth(1.5f);
      case POINTS -> {
        drawn.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
        drawn.setMarker(SeriesMarkers.CIRCLE).setMarkerColor(Palette.of(one.color()));
      }
      case AREA -> square(drawn, Palette.light(one.color()));
      case SHADE -> square(drawn, Palette.shade(one.color()));
    }
  }
}
