package dev.sinabro.cli.picture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureTest {
  @TempDir
  private Path folder;

  private static Plane halves() {
    Plane plane = Plane.around(new double[] {0, 1}, new double[] {0, 1}, 8, 6);
    return plane.with(IntStream.range(0, 48).map(cell -> plane.x(cell) < 0.5 ? 0 : 1).toArray());
  }

  @Test
  void aChartIsAnSvgOfItsSeriesAndALegendWithoutBackgrounds() throws Exception {
    Path file = folder.resolve("chart.svg");
    List<Series> series = new ArrayList<>(halves().areas());
    series.add(Series.line("train", new double[] {3, 2, 1.5, 1.2}, 0));
    series.add(new Series("zeros", new double[] {0.1, 0.2}, new double[] {0.3, 0.9}, Series.Style.POINTS, 1));
    new Chart("cost by epoch", "epoch", "loss", false, series).write(file);
    String svg = Files.readString(file);
    var parser = DocumentBuilderFactory.newInstance();
    parser.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
    var document = parser.newDocumentBuilder().parse(file.toFile());
    assertEquals("svg", document.getDocumentElement().getTagName());
    // A square a cell; three pieces of the line and two points, and one of each in the legend.
    assertEquals(24, occurrences(svg, "fill:rgb(153,199,225)"));
    assertEquals(24, occurrences(svg, "fill:rgb(239,191,153)"));
    assertEquals(4, occurrences(svg, "stroke:rgb(0,114,178)"));
    assertEquals(3, occurrences(svg, "fill:rgb(213,94,0)"));
  }

  private static int occurrences(String text, String part) {
    return text.split(Pattern.quote(part), -1).length - 1;
  }

  @Test
  void aPlaneIsRoundItsPointsAndKnowsItsCells() {
    Plane plane = halves();
    assertEquals(-0.1, plane.left(), 1e-12);
    assertEquals(1.1, plane.top(), 1e-12);
    assertEquals(-0.1 + 1.2 / 16, plane.x(0), 1e-12);
    assertEquals(1.1 - 0.1, plane.y(47), 1e-12);
    assertEquals(2, plane.areas().size());
    assertEquals(24, plane.areas().getFirst().x().length);
  }

  @Test
  void aTerminalShowsTwoCellsACharacter() {
    List<String> lines = halves().colored().lines().toList();
    assertEquals(3, lines.size());
    assertEquals(8, lines.getFirst().chars().filter(c -> c == '▀').count());
    assertTrue(lines.getFirst().startsWith("\u001b[38;2;0;114;178m\u001b[48;2;0;114;178m▀"));
    assertTrue(lines.getFirst().contains("\u001b[38;2;213;94;0m"));
  }

  @Test
  void aGridOfImagesIsAPngOfSquares() throws IOException {
    Path file = folder.resolve("grid.png");
    float[] image = {0, 1, 0.5f, 2};
    new ImageGrid(1, 2, 2, List.of(List.of(image, image), List.of(image))).write(file);
    var read = ImageIO.read(file.toFile());
    assertArrayEquals(new int[] {130, 130}, new int[] {read.getWidth(), read.getHeight()});
    assertEquals(0xff000000, read.getRGB(0, 0));
    assertEquals(0xffffffff, read.getRGB(63, 0));
    assertEquals(0xff808080, read.getRGB(0, 63));
    assertEquals(0xffffffff, read.getRGB(66 + 63, 66 - 66 + 63), "values above 1 are white");
  }

  @Test
  void colorsAreThreePlanes() throws IOException {
    Path file = folder.resolve("color.png");
    new ImageGrid(3, 1, 1, List.of(List.of(new float[] {1, 0.5f, 0}))).write(file);
    assertEquals(0xffff8000, ImageIO.read(file.toFile()).getRGB(3, 3));
  }

  @Test
  void wrongSizesAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new ImageGrid(2, 1, 1, List.of()));
    assertThrows(IllegalArgumentException.class, () -> new ImageGrid(1, 2, 2, List.of(List.of(new float[3]))));
    assertThrows(IllegalArgumentException.class,
        () -> new Series("a", new double[1], new double[2], Series.Style.LINE, 0));
  }
}
