package dev.sinabro.cli.show;

import dev.sinabro.cli.picture.ImageGrid;
import dev.sinabro.graph.HostTensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The weights of each unit of the first layer as an image, gray where they are 0: {@code weights.png}.
 *
 * @param shape of what the layer reads, [channels, height, width]
 */
public record WeightImages(List<Integer> shape) implements Show {
  private static final int ACROSS = 8;
  private static final int MOST = 64;

  /** Keeps a copy of the list. */
  public WeightImages {
    shape = List.copyOf(shape);
  }

  @Override
  public List<String> of(Trained trained) throws IOException {
    int size = shape.stream().mapToInt(Integer::intValue).reduce(1, (a, b) -> a * b);
    Map.Entry<String, HostTensor> weight = trained.trainer().parameters().entrySet().stream()
        .filter(one -> one.getValue().shape().rank() >= 2
            && one.getValue().shape().count(1, one.getValue().shape().rank()) == size)
        .findFirst()
        .orElseThrow(() -> new ShowException("no layer has " + size + " weights a unit, which images of shape "
            + shape + " need; there are " + trained.trainer().parameters().entrySet().stream()
                .map(one -> one.getKey() + " " + one.getValue().shape()).toList()));
    int units = Math.min(MOST, weight.getValue().shape().extent(0));
    float[] values = weight.getValue().floats();
    List<List<float[]>> rows = new ArrayList<>();
    for (int unit = 0; unit < units; unit++) {
      if (unit % ACROSS == 0) {
        rows.add(new ArrayList<>());
      }
      rows.getLast().add(image(values, unit * size, size));
    }
    new ImageGrid(shape.get(0), shape.get(1), shape.get(2), rows).write(trained.folder().resolve("weights.png"));
    return List.of("weights.png: the weights of " + units + (units == 1 ? " unit" : " units") + ", " + weight.getKey());
  }

  /** 1/2 stands for 0, and 0 or 1 for the largest weight of the unit. */
  private static float[] image(float[] values, int from, int size) {
    float most = Float.MIN_NORMAL;
    for (int i = 0; i < size; i++) {
      most = Math.max(most, Math.abs(values[from + i]));
    }
    float[] image = new float[size];
    for (int i = 0; i < size; i++) {
      image[i] = 0.5f + values[from + i] / most / 2;
    }
    return image;
  }
}
