package dev.sinabro.data;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * The nodes of a graph as rows of a table, with its edges. The class of some nodes is known, that of the others is to be
 * told from features and edges: each part of what comes of it is one row, the whole graph, whose targets are those of its
 * nodes in this part, and {@link GraphPreprocessing#UNKNOWN} of all others.
 */
public final class GraphTable {
  private final Table nodes;
  private final String node;
  private final List<String> names;
  private final List<GraphPreprocessing.Edge> edges;

  /** See {@link Table#graph}. */
  GraphTable(Table nodes, String node, Table edges) {
    this.nodes = nodes;
    this.node = node;
    names = texts(nodes, node);
    this.edges = edges(numbers(), edges);
  }

  /**
   * Some nodes are for training, all others for the test.
   *
   * @param target the column of the classes
   * @param known the names of those for training
   * @param normalization of the numbers among the features, fitted to all nodes
   * @throws DataException where no node bears one of the names, a column is missing, or a class is among none of the known
   */
  public Prepared<GraphPreprocessing> known(String target, List<String> known, Normalization normalization) {
    Map<String, Integer> numbers = numbers();
    int[] training = known.stream().distinct().mapToInt(name -> {
      Integer number = numbers.get(name);
      if (number == null) {
        throw nodes.fault(node, "there is no node '" + name + "', whose class is said to be known; the nodes are "
            + Table.list(names));
      }
      return number;
    }).toArray();
    if (training.length == 0) {
      throw nodes.fault(node, "the class of no node is known; name some");
    }
    Set<Integer> rest = new LinkedHashSet<>(numbers.values());
    IntStream.of(training).forEach(rest::remove);
    int[] test = rest.stream().mapToInt(Integer::intValue).toArray();
    return prepared(target, _ -> new RowSplit(training, new int[0], test), normalization);
  }

  /**
   * Nodes for validation and test are drawn, each part holds its share of each class; see {@link RowSplit#of}.
   *
   * @param target the column of the classes
   * @param validation the fraction of the nodes, from 0; 0 for none
   * @param test the fraction of the nodes, from 0; both together below 1
   * @param normalization of the numbers among the features, fitted to all nodes
   * @throws DataException where a column is missing, or too few nodes are left for training
   */
  public Prepared<GraphPreprocessing> drawn(String target, double validation, double test, long seed,
      Normalization normalization) {
    return prepared(target, rows -> RowSplit.of(rows, validation, test, seed, detail -> nodes.fault(target, detail)),
        normalization);
  }

  private Prepared<GraphPreprocessing> prepared(String target, Function<Dataset, RowSplit> split,
      Normalization normalization) {
    GraphPreprocessing preprocessing = new GraphPreprocessing(columns(target, normalization), node, names, edges);
    int[] all = IntStream.range(0, names.size()).toArray();
    RowSplit rows = split.apply(preprocessing.columns().encode(nodes, all));
    return new Prepared<>(preprocessing.part(nodes, rows.training()), preprocessing.part(nodes, rows.validation()),
        preprocessing.part(nodes, rows.test()), preprocessing);
  }

  /** Where a node has no features, it is one by itself: Kipf and Welling, 2017. */
  private TablePreprocessing columns(String target, Normalization normalization) {
    Table others = nodes.without(node);
    if (others.columnNames().equals(List.of(target))) {
      return new TablePreprocessing(List.of(new FeatureEncoding.OneHot(node, names)),
          new TargetEncoding.Classes(target, Labeled.classNames(others, target)));
    }
    int[] all = IntStream.range(0, names.size()).toArray();
    TablePreprocessing columns =
        new Split(others.target(target, Task.CLASSIFICATION), new RowSplit(all, new int[0], new int[0]))
            .normalized(normalization).preprocessing();
    for (FeatureEncoding feature : columns.features()) {
      if (feature instanceof FeatureEncoding.Ids) {
        throw nodes.fault(feature.name(),
            "is to be a field of its own, which nodes of a graph have not; let its categories be features");
      }
    }
    return columns;
  }

  private Map<String, Integer> numbers() {
    Map<String, Integer> numbers = new HashMap<>();
    for (int row = 0; row < names.size(); row++) {
      if (numbers.put(names.get(row), row) != null) {
        throw nodes.fault(row, node, "a second node is named '" + names.get(row) + "'; give each its own name");
      }
    }
    return numbers;
  }

  /** Each once, in whichever direction and however often it is listed; a node sees itself without an edge. */
  private static List<GraphPreprocessing.Edge> edges(Map<String, Integer> numbers, Table table) {
    if (table.columnNames().size() < 2) {
      throw DataException.ofSource(table.source(), "expected two columns, the nodes that each edge joins, found "
          + Table.list(table.columnNames()));
    }
    List<int[]> ends = table.columnNames().subList(0, 2).stream().map(column -> ends(numbers, table, column)).toList();
    Set<GraphPreprocessing.Edge> edges = new LinkedHashSet<>();
    for (int row = 0; row < table.rowCount(); row++) {
      int one = ends.get(0)[row];
      int other = ends.get(1)[row];
      if (one != other) {
        edges.add(new GraphPreprocessing.Edge(Math.min(one, other), Math.max(one, other)));
      }
    }
    if (edges.isEmpty()) {
      throw DataException.ofSource(table.source(), "no edge joins two nodes");
    }
    return new ArrayList<>(edges);
  }

  private static int[] ends(Map<String, Integer> numbers, Table table, String column) {
    List<String> texts = texts(table, column);
    int[] ends = new int[texts.size()];
    for (int row = 0; row < ends.length; row++) {
      Integer number = numbers.get(texts.get(row));
      if (number == null) {
        throw table.fault(row, column, "there is no node '" + texts.get(row) + "'; add it to the nodes, or remove the"
            + " edge");
      }
      ends[row] = number;
    }
    return ends;
  }

  /** The cells of a column, of numbers as they are usually written. */
  static List<String> texts(Table table, String name) {
    Column column = table.column(name);
    table.requireWhole(column);
    Column.Texts texts = table.texts(column);
    return IntStream.range(0, table.rowCount()).mapToObj(texts::text).toList();
  }
}
