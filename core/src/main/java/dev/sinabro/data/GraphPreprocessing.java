package dev.sinabro.data;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A graph as one row: {@link Field#FEATURES} [nodes, width], {@link #EDGES} [2, edges], the numbers of the nodes that each
 * edge joins, and {@link Field#TARGET} [nodes], the class of each node or {@link #UNKNOWN}. Edges are those of training
 * ever after.
 *
 * @param columns how a node's columns become features and class
 * @param node the column that names the nodes
 * @param names of the nodes by number
 * @param edges each once
 */
public record GraphPreprocessing(TablePreprocessing columns, String node, List<String> names, List<Edge> edges)
    implements Preprocessing {
  /** The field of the edges. */
  public static final String EDGES = "edges";
  /** A target that does not count. */
  public static final int UNKNOWN = -1;

  /** Two nodes by their numbers, the smaller first. */
  public record Edge(int one, int other) {}

  /** Keeps copies of the lists. */
  public GraphPreprocessing {
    names = List.copyOf(names);
    edges = List.copyOf(edges);
  }

  @Override
  public List<Field> fields() {
    return List.of(features(), edgesField(), target());
  }

  private Field features() {
    return Field.reals(Field.FEATURES, names.size(), columns.width());
  }

  private Field edgesField() {
    return Field.integers(EDGES, 2, edges.size());
  }

  private Field target() {
    return Field.integers(Field.TARGET, names.size()).meaning(columns.target().field().meaning());
  }

  /**
   * The graph with the classes of all nodes.
   *
   * @param table of the nodes, in any order
   * @throws DataException where a node or a column is missing or was not there in training
   */
  public Dataset dataset(Table table) {
    return part(table, IntStream.range(0, names.size()).toArray());
  }

  /**
   * The graph without classes, to predict for.
   *
   * @param table of the nodes, in any order; it may have their classes
   * @throws DataException where a node or a column is missing or was not there in training
   */
  public Dataset features(Table table) {
    return whole(columns.encodeFeatures(table, rows(table)));
  }

  /** The graph with the classes of some nodes; no row where there are none. */
  Dataset part(Table table, int[] nodes) {
    if (nodes.length == 0) {
      InMemory none = InMemory.rows(0);
      for (Field field : fields()) {
        none = none.with(field, MemorySegment.NULL);
      }
      return none;
    }
    Dataset rows = columns.encode(table, rows(table));
    int[] all = rows.values(Field.TARGET).ints();
    int[] classes = new int[all.length];
    Arrays.fill(classes, UNKNOWN);
    for (int node : nodes) {
      classes[node] = all[node];
    }
    return whole(rows).with(target(), classes);
  }

  private InMemory whole(Dataset rows) {
    int[] ends = IntStream.concat(edges.stream().mapToInt(Edge::one), edges.stream().mapToInt(Edge::other)).toArray();
    return InMemory.rows(1).with(features(), rows.values(Field.FEATURES).bytes()).with(edgesField(), ends);
  }

  /** The row of each node in a table, by the number of the node. */
  private int[] rows(Table table) {
    List<String> found = GraphTable.texts(table, node);
    Map<String, Integer> rowOf = new HashMap<>();
    IntStream.range(0, found.size()).forEach(row -> rowOf.put(found.get(row), row));
    int[] rows = names.stream().mapToInt(name -> {
      Integer row = rowOf.remove(name);
      if (row == null) {
        throw table.fault(node, "node '" + name + "' is missing; the model knows the graph of its training as a whole");
      }
      return row;
    }).toArray();
    for (String unknown : rowOf.keySet()) {
      throw table.fault(node, "node '" + unknown + "' was not there in training, so that its edges are not known");
    }
    return rows;
  }
}
