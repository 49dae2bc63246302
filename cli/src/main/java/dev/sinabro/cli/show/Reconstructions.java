package dev.sinabro.cli.show;

import dev.sinabro.cli.picture.ImageGrid;
import dev.sinabro.data.Dataset;
import dev.sinabro.data.Field;
import dev.sinabro.graph.DType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The first images that the network is judged by, and below each what it gives back of it: {@code reconstructions.png}.
 *
 * @param shape of an image, [channels, height, width]
 * @param count images, at least 1
 */
public record Reconstructions(List<Integer> shape, int count) implements Show {

  /** Keeps a copy of the list. */
  public Reconstructions {
    shape = List.copyOf(shape);
  }

  @Override
  public List<String> of(Trained trained) throws IOException {
    Dataset rows = trained.judged();
    int size = shape.stream().mapToInt(Integer::intValue).reduce(1, (a, b) -> a * b);
    Field features = rows.field(Field.FEATURES);
    if (features.row().dtype() != DType.F32 || features.row().shape().count() != size) {
      throw new ShowException("reconstructions of shape " + shape + " need rows of " + size
          + " real numbers; these are " + features.row());
    }
    int shown = Math.min(count, rows.rowCount());
    Dataset first = rows.select(IntStream.range(0, shown).toArray());
    float[] originals = OwnUnits.of(first, Field.FEATURES);
    float[] given = trained.trainer().predict(first).only().floats();
    if (given.length != originals.length) {
      throw new ShowException("reconstructions need a network that gives back what it reads, " + size
          + " numbers; this one gives " + given.length / shown);
    }
    float least = Float.POSITIVE_INFINITY;
    float most = Float.NEGATIVE_INFINITY;
    for (float value : originals) {
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
    new ImageGrid(shape.get(0), shape.get(1), shape.get(2),
        List.of(images(originals, size, least, most), images(given, size, least, most)))
        .write(trained.folder().resolve("reconstructions.png"));
    return List.of("reconstructions.png: originals, and below each what the network gives back");
  }

  private static List<float[]> images(float[] values, int size, float least, float most) {
    List<float[]> images = new ArrayList<>();
    for (int from = 0; from < values.length; from += size) {
      float[] image = Arrays.copyOfRange(values, from, from + size);
      for (int i = 0; i < size; i++) {
        image[i] = (image[i] - least) / Math.max(most - least, Float.MIN_NORMAL);
      }
      images.add(image);
    }
    return images;
  }
}
