package dev.sinabro.onnx;

import dev.sinabro.compile.Largest;
import dev.sinabro.graph.BinaryFn;
import dev.sinabro.graph.Node;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.ReduceFn;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.Window;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Windows, and what is computed of them: convolutions, transposed ones and pools are found again in what they are made of,
 * all else is gathered.
 */
final class Sliding {
  private final Values values;
  private final Emission emission;

  Sliding(Values values) {
    this.values = values;
    this.emission = values.emission();
  }

  /** How a node is written that is a whole convolution or pool; null where it is none. */
  Translation.@Nullable Plan plan(Node node) {
    return switch (node.op()) {
      case Op.MatMul op -> convolution(node, op);
      case Op.Fold fold -> transposedConvolution(node, fold);
      case Op.Binary(BinaryFn fn) when fn == BinaryFn.MUL -> mean(node);
      case Op.Reduce reduce -> reduce.fn() == ReduceFn.SUM ? sum(node, reduce) : largest(node, reduce);
      case Op.Select _ -> largestOfTiles(node);
      case Op _ -> null;
    };
  }

  /** Windows of [groups, batch, extents.., channels] as rows, times filters [groups, outputs, sizes.. channels]. */
  private Translation.@Nullable Plan convolution(Node product, Op.MatMul op) {
    Tensor rows = product.operands().getFirst();
    Tensor filters = product.operands().getLast();
    if (op.transposeA() || rows.shape().rank() != 3 || !(rows.node().op() instanceof Op.Reshape)) {
      return null;
    }
    Tensor columns = rows.node().operands().getFirst();
    if (!(columns.node().op() instanceof Op.Windows(int axis, List<Window> windows, double outside)) || axis != 2
        || outside != 0 || columns.shape().rank() != 3 + 2 * windows.size()
        || columns.shape().extent(0) != rows.shape().extent(0)
        || columns.shape().count(axis + windows.size(), columns.shape().rank()) != rows.shape().lastExtent()) {
      return null;
    }
    Tensor x = columns.node().operands().getFirst();
    return new Translation.Plan(List.of(x, filters), () -> {
      int axes = windows.size();
      List<Extent> extents = values.extents(columns);
      Extent groups = extents.getFirst();
      Extent channels = extents.getLast();
      Extent outputs = values.extents(product.result(0)).getLast();
      Moved matrices = op.transposeB() ? values.moved(filters) : values.moved(filters).transposed(List.of(0, 2, 1));
      List<Extent> split = new ArrayList<>(List.of(groups, outputs));
      windows.forEach(window -> split.add(Extent.fixed(window.size())));
      split.add(channels);
      Moved weight = values.reshaped(matrices, split).transposed(channelsBeforeLast(2, axes));
      List<Extent> joined = new ArrayList<>(List.of(groups.times(outputs), channels));
      joined.addAll(split.subList(2, 2 + axes));
      Map<String, Attribute> attributes = attributes(windows);
      attributes.put("group", Attribute.of(groups.first()));
      String y = emission.add("Conv", attributes, grouped(x, axes),
          values.reshaped(weight, joined).written(emission));
      List<Extent> positions = extents.subList(2, 2 + axes);
      values.put(product.result(0),
          values.reshaped(ungrouped(y, groups, extents.get(1), outputs, positions), values.extents(product.result(0))));
    });
  }

  /** The fold of the product of rows and filters [groups, channels, sizes.. outputs]. */
  private Translation.@Nullable Plan transposedConvolution(Node node, Op.Fold fold) {
    Tensor columns = node.operands().getFirst();
    int axes = fold.windows().size();
    if (fold.axis() != 2 || columns.shape().rank() != 3 + 2 * axes || !(columns.node().op() instanceof Op.Reshape)) {
      return null;
    }
    Tensor product = columns.node().operands().getFirst();
    if (!(product.node().op() instanceof Op.MatMul op) || op.transposeA() || product.shape().rank() != 3
        || product.shape().extent(0) != columns.shape().extent(0)
        || product.shape().extent(1) != columns.shape().count(1, 2 + axes)) {
      return null;
    }
    Tensor rows = product.node().operands().getFirst();
    Tensor filters = product.node().operands().getLast();
    List<Integer> added = IntStream.range(0, axes).mapToObj(i -> {
      Window window = fold.windows().get(i);
      return fold.extents().get(i) + window.before() + window.after() - window.span()
          - (columns.shape().extent(2 + i) - 1) * window.stride();
    }).toList();
    return new Translation.Plan(List.of(rows, filters), () -> {
      List<Extent> extents = values.extents(columns);
      Extent groups = extents.getFirst();
      Extent channels = values.extents(rows).getLast();
      Extent outputs = extents.getLast();
      List<Extent> positions = extents.subList(2, 2 + axes);
      List<Extent> places = new ArrayList<>(extents.subList(0, 2 + axes));
      places.add(channels);
      Moved matrices = op.transposeB() ? values.moved(filters).transposed(List.of(0, 2, 1)) : values.moved(filters);
      List<Extent> split = new ArrayList<>(List.of(groups, channels));
      split.addAll(extents.subList(2 + axes, extents.size()));
      Moved weight = values.reshaped(matrices, split).transposed(channelsBeforeLast(2, axes));
      List<Extent> joined = new ArrayList<>(List.of(groups.times(channels), outputs));
      joined.addAll(split.subList(2, 2 + axes));
      Map<String, Attribute> attributes = attributes(fold.windows());
      attributes.put("group", Attribute.of(groups.first()));
      attributes.put("output_padding", Attribute.of(added));
      String y = emission.add("ConvTranspose", attributes,
          grouped(values.reshaped(values.moved(rows), places), places, axes),
          values.reshaped(weight, joined).written(emission));
      List<Extent> result = values.extents(node.result(0)).subList(2, 2 + axes);
      values.put(node.result(0), ungrouped(y, groups, extents.get(1), outputs, result));
    });
  }

  private String grouped(Tensor x, int axes) {
    return grouped(values.moved(x), values.extents(x), axes);
  }

  /** [groups, batch, extents.., channels] as [batch, groups * channels, extents..]. */
  private String grouped(Moved x, List<Extent> extents, int axes) {
    List<Integer> order = new ArrayList<>(List.of(1, 0, 2 + axes));
    order.addAll(IntStream.range(2, 2 + axes).boxed().toList());
    List<Extent> joined = new ArrayList<>(List.of(extents.get(1), extents.getFirst().times(extents.getLast())));
    joined.addAll(extents.subList(2, 2 + axes));
    return values.reshaped(x.transposed(order), joined).written(emission);
  }

  /** [batch, groups * outputs, positions..] as [groups, batch, positions.., outputs]. */
  private Moved ungrouped(String y, Extent groups, Extent batch, Extent outputs, List<Extent> positions) {
    List<Extent> inFile = new ArrayList<>(List.of(batch, groups.times(outputs)));
    inFile.addAll(positions);
    List<Extent> split = new ArrayList<>(List.of(batch, groups, outputs));
    split.addAll(positions);
    List<Integer> order = new ArrayList<>(List.of(1, 0));
    order.addAll(IntStream.range(3, 3 + positions.size()).boxed().toList());
    order.add(2);
    return values.reshaped(Moved.of(y, inFile), split).transposed(order);
  }

  /** [a.., sizes.., channels] as [a.., channels, sizes..]. */
  private static List<Integer> channelsBeforeLast(int before, int axes) {
    return Stream.of(IntStream.range(0, before), IntStream.of(before + axes), IntStream.range(before, before + axes))
        .flatMapToInt(part -> part).boxed().toList();
  }

  private static Map<String, Attribute> attributes(List<Window> windows) {
    Map<String, Attribute> attributes = new HashMap<>();
    attributes.put("kernel_shape", Attribute.of(windows.stream().map(Window::size).toList()));
    attributes.put("strides", Attribute.of(windows.stream().map(Window::stride).toList()));
    attributes.put("pads", Attribute.of(
        Stream.concat(windows.stream().map(Window::before), windows.stream().map(Window::after)).toList()));
    if (windows.stream().anyMatch(window -> window.dilation() != 1)) {
      attributes.put("dilations", Attribute.of(windows.stream().map(Window::dilation).toList()));
    }
    return attributes;
  }

  /** The windows of [batch, extents.., channels] of which a tensor is; null where there are none. */
  private static @Nullable Node channelWindows(Tensor columns, double outside) {
    return columns.node().op() instanceof Op.Windows op && op.axis() == 1 && op.value() == outside
        && columns.shape().rank() == 2 + 2 * op.windows().size() ? columns.node() : null;
  }

  /** The sum over the windows times one over their size. */
  private Translation.@Nullable Plan mean(Node product) {
    Tensor sum = product.operands().getFirst();
    Tensor factor = product.operands().getLast();
    Node windows = sum.node().op() instanceof Op.Reduce reduce ? summed(sum.node(), reduce) : null;
    if (windows == null || !(factor.node().op() instanceof Op.Constant(var literal))
        || literal.type().shape().count() != 1
        || Math.abs(literal.value(0) * size(((Op.Windows) windows.op()).windows()) - 1) > 1e-12) {
      return null;
    }
    Map<String, Attribute> counting = Map.of("count_include_pad", Attribute.of(1));
    return pool(windows, "AveragePool", counting, product.result(0));
  }

  /** The windows that a reduction sums up; null where it is another sum. */
  private static @Nullable Node summed(Node node, Op.Reduce reduce) {
    Node windows = channelWindows(node.operands().getFirst(), 0);
    if (reduce.fn() != ReduceFn.SUM || windows == null) {
      return null;
    }
    List<Window> all = ((Op.Windows) windows.op()).windows();
    boolean undilated = all.stream().allMatch(window -> window.dilation() == 1);
    return undilated && reduce.axis() == 1 + all.size() && reduce.count() == all.size() ? windows : null;
  }

  private static int size(List<Window> windows) {
    return windows.stream().mapToInt(Window::size).reduce(1, (a, b) -> a * b);
  }

  /** A sum that is the largest along an axis, of the elements of windows or of others. */
  private Translation.@Nullable Plan sum(Node node, Op.Reduce reduce) {
    Tensor x = Largest.ofSum(reduce, node.operands().getFirst());
    if (x == null) {
      return null;
    }
    Node windows = x.node().op() instanceof Op.Reshape
        ? channelWindows(x.node().operands().getFirst(), Double.NEGATIVE_INFINITY)
        : null;
    if (windows != null) {
      List<Window> all = ((Op.Windows) windows.op()).windows();
      Shape columns = windows.types().getFirst().shape();
      Shape joined = columns.part(0, 1 + all.size()).then(Shape.of(size(all), columns.lastExtent()));
      if (reduce.axis() == 1 + all.size() && x.shape().equals(joined)) {
        return pool(windows, "MaxPool", Map.of(), node.result(0));
      }
    }
    return new Translation.Plan(List.of(x), () -> values.put(node.result(0),
        emission.add("ReduceMax", Map.of(), values.name(x), emission.longs(reduce.axis()))));
  }

  private Translation.@Nullable Plan largest(Node node, Op.Reduce reduce) {
    Node windows = channelWindows(node.operands().getFirst(), Double.NEGATIVE_INFINITY);
    int axes = windows == null ? 0 : ((Op.Windows) windows.op()).windows().size();
    return windows != null && reduce.axis() == 1 + axes && reduce.count() == axes
        ? pool(windows, "MaxPool", Map.of(), node.result(0))
        : null;
  }

  /** The largest of tensors that are the elements of windows beside each other, or of others. */
  private Translation.@Nullable Plan largestOfTiles(Node node) {
    Tensor largest = Largest.ofSelection(node.operands());
    if (largest == null) {
      return null;
    }
    Tiles tiles = Tiles.of(largest);
    if (tiles == null) {
      return new Translation.Plan(List.of(largest), () -> values.put(node.result(0), values.moved(largest)));
    }
    int axes = tiles.windows().size();
    List<Extent> positions = values.extents(node.result(0)).subList(1, 1 + axes);
    return pool(tiles.of(), tiles.windows(), positions, "MaxPool", Map.of(), node.result(0));
  }

  private Translation.Plan pool(Node windows, String op, Map<String, Attribute> more, Tensor result) {
    Tensor x = windows.operands().getFirst();
    List<Window> all = ((Op.Windows) windows.op()).windows();
    List<Extent> positions = values.extents(windows.result(0)).subList(1, 1 + all.size());
    return pool(x, all, positions, op, more, result);
  }

  private Translation.Plan pool(Tensor x, List<Window> windows, List<Extent> positions, String op,
      Map<String, Attribute> more, Tensor result) {
    return new Translation.Plan(List.of(x), () -> {
      int axes = windows.size();
      Map<String, Attribute> attributes = attributes(windows);
      attributes.putAll(more);
      List<Extent> extents = values.extents(x);
      String y = emission.add(op, attributes,
          values.moved(x).transposed(channelsBeforeLast(1, axes)).written(emission));
      List<Extent> inFile = new ArrayList<>(List.of(extents.getFirst(), extents.getLast()));
      inFile.addAll(positions);
      List<Integer> order = new ArrayList<>(List.of(0));
      order.addAll(IntStream.range(2, 2 + axes).boxed().toList());
      order.add(1);
      values.put(result, values.reshaped(Moved.of(y, inFile).transposed(order), values.extents(result)));
    });
  }

  /** Any windows: each axis is padded, and its elements are gathered. */
  void writeWindows(Node node, Op.Windows op) {
    Tensor x = node.operands().getFirst();
    int count = op.windows().size();
    int rank = x.shape().rank();
    String value = values.name(x);
    long[] pads = new long[2 * rank];
    for (int i = 0; i < count; i++) {
      pads[op.axis() + i] = op.windows().get(i).before();
      pads[rank + op.axis() + i] = op.windows().get(i).after();
    }
    value = emission.add("Pad", Map.of(), value, emission.longs(pads), emission.real(op.value()));
    List<Extent> extents = new ArrayList<>(values.extents(x));
    for (int i = count - 1; i >= 0; i--) {
      Window window = op.windows().get(i);
      int positions = node.types().getFirst().shape().extent(op.axis() + i);
      long[] places = IntStream.range(0, positions * window.size())
          .mapToLong(k -> (long) (k / window.size()) * window.stride() + (long) (k % window.size()) * window.dilation())
          .toArray();
      value = emission.add("Gather", Map.of("axis", Attribute.of(op.axis() + i)), value, emission.longs(places));
      extents.set(op.axis() + i, Extent.fixed((long) positions * window.size()));
    }
    List<Extent> split = new ArrayList<>(extents.subList(0, op.axis()));
    for (int i = 0; i < count; i++) {
      split.add(Extent.fixed(node.types().getFirst().shape().extent(op.axis() + i)));
      split.add(Extent.fixed(op.windows().get(i).size()));
    }
    split.addAll(extents.subList(op.axis() + count, rank));
    values.put(node.result(0),
        values.reshaped(Moved.of(value, extents), split).transposed(apart(op.axis(), count, rank + count)));
  }

  /** [a.., position, element, position, element.., b..] to [a.., positions.., elements.., b..]. */
  private static List<Integer> apart(int axis, int count, int rank) {
    return Stream.of(IntStream.range(0, axis), IntStream.range(0, count).map(i -> axis + 2 * i),
        IntStream.range(0, count).map(i -> axis + 2 * i + 1), IntStream.range(axis + 2 * count, rank))
        .flatMapToInt(part -> part).boxed().toList();
  }

  /** Any fold: each axis is a product with a matrix of zeros and ones, [positions * size, extent]. */
  void writeFold(Node node, Op.Fold fold) {
    Tensor x = node.operands().getFirst();
    int count = fold.windows().size();
    Moved value = values.moved(x);
    List<Extent> extents = new ArrayList<>(values.extents(x));
    for (int i = count - 1; i >= 0; i--) {
      Window window = fold.windows().get(i);
      int position = fold.axis() + i;
      int element = fold.axis() + count + i;
      int extent = fold.extents().get(i);
      int positions = x.shape().extent(position);
      List<Integer> order = new ArrayList<>(IntStream.range(0, extents.size()).boxed().toList());
      order.removeAll(List.of(position, element));
      List<Extent> rows = new ArrayList<>(order.stream().map(extents::get).toList());
      order.addAll(List.of(position, element));
      rows.add(Extent.fixed((long) positions * window.size()));
      float[] ones = new float[positions * window.size() * extent];
      for (int k = 0; k < positions * window.size(); k++) {
        int place = k / window.size() * window.stride() + k % window.size() * window.dilation() - window.before();
        if (place >= 0 && place < extent) {
          ones[k * extent + place] = 1;
        }
      }
      String matrix = emission.constant(OnnxTensor.of(List.of((long) positions * window.size(), (long) extent), ones));
      String product = emission.add("MatMul", Map.of(),
          values.reshaped(value.transposed(order), rows).written(emission), matrix);
      rows.set(rows.size() - 1, Extent.fixed(extent));
      List<Integer> back = new ArrayList<>(IntStream.range(0, rows.size() - 1).boxed().toList());
      back.add(position, rows.size() - 1);
      value = Moved.of(product, rows).transposed(back);
      extents = new ArrayList<>(value.extents());
    }
    values.put(node.result(0), value);
  }
}
