package dev.sinabro.cli.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.sinabro.cli.picture.ImageGrid;
import dev.sinabro.data.Dataset;
import dev.sinabro.data.FeatureEncoding;
import dev.sinabro.data.Field;
import dev.sinabro.data.Meaning;
import dev.sinabro.data.Preprocessing;
import dev.sinabro.data.TablePreprocessing;
import dev.sinabro.graph.DType;
import dev.sinabro.graph.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * How a row of data is shown: an image as a picture, a row of a table by the first of its columns, all else by its number.
 *
 * @param preprocessing that the rows went through
 * @param reshaped what the network takes a row of numbers for, where it does
 */
public record Examples(Preprocessing preprocessing, Optional<Shape> reshaped) {
  private static final int MOST_COLUMNS = 12;

  /** The names of the columns that are shown of a row. */
  static List<String> columns(Dataset rows) {
    return rows.field(Field.FEATURES).meaning() instanceof Meaning.Columns(var names)
        ? names.stream().limit(MOST_COLUMNS).toList()
        : List.of();
  }

  /** A row as the page takes it: its number, from 1, and its picture or its cells. */
  JsonObject of(Dataset rows, int row) {
    JsonObject json = new JsonObject();
    json.addProperty("row", row + 1);
    Dataset one = rows.select(row);
    Field features = rows.field(Field.FEATURES);
    float[] values = one.values(Field.FEATURES).floats();
    Optional<Shape> image = image(features.row().shape());
    if (image.isPresent()) {
      json.addProperty("image", picture(image.get(), values, features.row().dtype() == DType.U8));
    }
    JsonArray cells = new JsonArray();
    IntStream.range(0, columns(rows).size()).forEach(column -> cells.add(cell(column, values[column])));
    json.add("cells", cells);
    return json;
  }

  /** The shape [channels, height, width] of a row that is an image. */
  private Optional<Shape> image(Shape row) {
    return Optional.of(reshaped.filter(shape -> shape.count() == row.count()).orElse(row))
        .filter(shape -> shape.rank() == 3 && (shape.extent(0) == 1 || shape.extent(0) == 3));
  }

  /** Numbers in their own units; of a category whether it is that of the row. */
  private String cell(int column, float value) {
    if (preprocessing instanceof TablePreprocessing table) {
      int from = 0;
      for (FeatureEncoding feature : table.features()) {
        int to = from + feature.featureNames().size();
        if (column < to) {
          return feature instanceof FeatureEncoding.Numeric numeric
              ? number(numeric.scaling().invert(value))
              : number(value);
        }
        from = to;
      }
    }
    return number(value);
  }

  private static String number(double value) {
    if (!Double.isFinite(value)) {
      return Double.toString(value);
    }
    return new BigDecimal(value).round(new MathContext(5)).stripTrailingZeros().toPlainString();
  }

  /** From the least value of the image to the largest; bytes from 0 to 255. */
  private static String picture(Shape shape, float[] values, boolean bytes) {
    float low = bytes ? 0 : Float.POSITIVE_INFINITY;
    float high = bytes ? 255 : Float.NEGATIVE_INFINITY;
    for (float value : values) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    float[] levels = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      levels[i] = (values[i] - low) / Math.max(high - low, Float.MIN_NORMAL);
    }
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    try {
      new ImageGrid(shape.extent(0), shape.extent(1), shape.extent(2), List.of(List.of(levels))).write(png);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return "data:image/png;base64," + Base64.getEncoder().encodeToString(png.toByteArray());
  }
}
