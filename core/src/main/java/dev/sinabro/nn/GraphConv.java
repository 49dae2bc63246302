package dev.sinabro.nn;

import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;

/**
 * y = D^-1/2 (A + I) D^-1/2 X W^T + b: each node sees itself and its neighbors; [batch, nodes, inputs] to [batch, nodes,
 * units]. A is the symmetric matrix that is 1 where an edge joins two nodes, D the diagonal one of the sums of the rows of A +
 * I: Kipf and Welling, 2017. Parameters: {@code lin.weight} [units, inputs] and {@code bias} [units], as PyTorch Geometric's
 * {@code GCNConv} names them.
 *
 * <p>Edges are a field [batch, 2, edges] of integers, the numbers of the nodes that each joins; an edge with a number that
 * no node has, such as -1, fills a list up. No matrix of nodes by nodes is made: what neighbors send is gathered and added.
 *
 * @param units outputs of a node, at least 1
 * @param edges the name of the field
 * @param initializer of the weight; the bias begins at 0
 * @param bias whether there is a bias
 */
public record GraphConv(int units, String edges, Initializer initializer, boolean bias) implements Layer {
  /** Checks the range. */
  public GraphConv {
    if (units < 1) {
      throw new IllegalArgumentException("a graph convolution of " + units + " units; it needs at least 1");
    }
  }

  @Override
  public Tensor apply(Tensor x, Scope scope) {
    if (x.shape().rank() != 3) {
      throw new IllegalArgumentException("a graph convolution takes [batch, nodes, inputs], not " + x.shape());
    }
    Tensor ends = ends(scope.field(edges), x.shape());
    Tensor from = ends.reshape(ends.shape().count());
    Tensor to = ends.flip(1).reshape(ends.shape().count());
    Tensor y = scope.apply("lin", new Dense(units, Activation.IDENTITY, initializer, false), x);
    Tensor rows = y.reshape(-1, units);
    Tensor degree = ones(x.graph(), rows.shape().extent(0)).scatterAdd(to, ones(x.graph(), from.shape().count()));
    Tensor scale = degree.sqrt().reciprocal();
    Tensor sent = rows.mul(scale);
    y = sent.scatterAdd(to, sent.gather(from)).mul(scale).reshape(y.shape());
    return bias ? y.add(scope.parameter("bias", Shape.of(units), new Initializer.Constant(0))) : y;
  }

  /** Numbers among the nodes of all graphs of the batch, [batch, 2, edges]; -1 where an edge joins nothing. */
  private Tensor ends(Tensor numbers, Shape nodes) {
    int batch = nodes.extent(0);
    int count = nodes.extent(1);
    Shape shape = numbers.shape();
    if (shape.rank() != 3 || shape.extent(1) != 2
        || !numbers.type().equals(TensorType.i32(batch, 2, shape.extent(2)))) {
      throw new IllegalArgumentException(
          "field " + edges + " of a graph convolution is i32 [batch, 2, edges], not " + numbers.type());
    }
    Tensor inside = numbers.greaterEqual(0).and(numbers.less(count));
    Tensor both = inside.slice(1, 0, 1).and(inside.slice(1, 1, 2));
    Tensor first = numbers.graph().iota(batch).mul(count).reshape(batch, 1, 1);
    return both.select(numbers.add(first), numbers.graph().constant(-1));
  }

  private static Tensor ones(Graph graph, int count) {
    return graph.constant(1.0).broadcast(Shape.of(count, 1));
  }

  @Override
  public String label() {
    return "graph conv " + units;
  }
}
