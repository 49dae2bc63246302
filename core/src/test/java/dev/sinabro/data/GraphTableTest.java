package dev.sinabro.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class GraphTableTest {
  private static final Table NODES = Text.table("name,size,kind", "a,1,x", "b,2,y", "c,3,x", "d,4,y", "e,5,x");
  private static final Table EDGES = Text.table("from,to", "b,a", "a,b", "c,c", "d,b");

  private static Prepared<GraphPreprocessing> known(String... names) {
    return NODES.graph("name", EDGES).known("kind", List.of(names), Normalization.MIN_MAX);
  }

  /** Their features too are what is told of them; but a field of its own is one of rows. */
  @Test
  void columnsOfNodesAreTakenForWhatIsTold() {
    Table nodes =
        Table.of("nodes", 3).with("name", List.of("a", "b", "c")).with("size", new double[] {7, Double.NaN, 8})
            .with("kind", List.of("u", "v", "u"));
    Table edges = Table.of("edges", 2).with("from", List.of("a", "b")).with("to", List.of("b", "c"));
    var sizes = ColumnType.categorical().missing(Missing.MOST_FREQUENT);
    var learned = nodes.typed(Map.of("size", sizes)).graph("name", edges).known("kind", List.of("a", "b"),
        Normalization.NONE).preprocessing();
    assertEquals(List.of("size=7", "size=8"), learned.columns().featureNames());
    GraphTable ids = nodes.typed(Map.of("size", sizes.ids())).graph("name", edges);
    assertEquals(
        "nodes, column 'size': is to be a field of its own, which nodes of a graph have not; let its categories be"
            + " features",
        assertThrows(DataException.class, () -> ids.known("kind", List.of("a", "b"), Normalization.NONE))
            .getMessage());
  }

  @Test
  void aGraphIsOneRowWhoseUnknownClassesDoNotCount() {
    var data = known("d", "a");
    assertEquals(List.of(Field.reals("features", 5, 1), Field.integers("edges", 2, 2),
        Field.integers("target", 5).meaning(new Meaning.Classes(List.of("x", "y")))), data.preprocessing().fields());
    assertEquals(List.of(1, 0, 1),
        List.of(data.training().rowCount(), data.validation().rowCount(), data.test().rowCount()));
    assertEquals(data.preprocessing().fields(), data.validation().fields());
    assertArrayEquals(new int[] {0, -1, -1, 1, -1}, data.training().values("target").ints());
    assertArrayEquals(new int[] {-1, 1, 0, -1, 0}, data.test().values("target").ints());
    assertArrayEquals(new float[] {0, 0.25f, 0.5f, 0.75f, 1}, data.training().values("features").floats());
  }

  /** Whichever direction it is listed in, and however often; a node sees itself without an edge. */
  @Test
  void anEdgeCountsOnce() {
    assertArrayEquals(new int[] {0, 1, 1, 3}, known("a", "b").test().values("edges").ints());
  }

  @Test
  void aNodeWithoutFeaturesIsOneByItself() {
    var data = NODES.without("size").graph("name", EDGES).known("kind", List.of("a", "b"), Normalization.STANDARD);
    assertArrayEquals(new float[] {1, 0, 0, 0, 0, 0, 1, 0, 0, 0},
        Arrays.copyOf(data.training().values("features").floats(), 10));
  }

  @Test
  void partsAreDrawnWithTheirShareOfEachClass() {
    var club = BuiltIn.KARATE_CLUB.table().graph("member", BuiltIn.KARATE_CLUB_EDGES.table());
    var data = club.drawn("club", 0.25, 0.5, 7, Normalization.NONE);
    int[] counts = new int[3];
    int[] all = {0, 0};
    for (int member = 0; member < 34; member++) {
      int parts = 0;
      for (Dataset part : List.of(data.training(), data.validation(), data.test())) {
        int label = part.values("target").ints()[member];
        if (label >= 0) {
          parts++;
          all[label]++;
          counts[List.of(data.training(), data.validation(), data.test()).indexOf(part)]++;
        }
      }
      assertEquals(1, parts, "member " + member);
    }
    assertArrayEquals(new int[] {8, 9, 17}, counts);
    assertArrayEquals(new int[] {17, 17}, all);
    assertEquals(78, data.preprocessing().edges().size());
  }

  @Test
  void laterTablesMayHaveOtherOrdersAndTheSameNodesOnly() {
    var preprocessing = known("a", "b").preprocessing();
    var read = (GraphPreprocessing) Preprocessing.fromJson(
        JsonParser.parseString(preprocessing.toJson().toString()).getAsJsonObject());
    assertEquals(preprocessing, read);
    Table turned = Text.table("size,name", "5,e", "4,d", "1,a", "2,b", "3,c");
    assertArrayEquals(new float[] {0, 0.25f, 0.5f, 0.75f, 1}, read.features(turned).values("features").floats());
    assertArrayEquals(new int[] {0, 1, 0, 1, 0}, read.dataset(NODES).values("target").ints());
    assertTrue(refused(() -> read.features(Text.table("size,name", "1,a", "2,b")))
        .contains("node 'c' is missing; the model knows the graph of its training as a whole"));
    Table more = Text.table("size,name", "5,e", "4,d", "1,a", "2,b", "3,c", "6,f");
    assertTrue(refused(() -> read.features(more)).contains("node 'f' was not there in training"));
  }

  @Test
  void whatIsNoGraphIsRefused() {
    assertEquals("t.csv:2, column 'to': there is no node 'z'; add it to the nodes, or remove the edge",
        refused(() -> NODES.graph("name", Text.table("from,to", "a,z"))));
    assertEquals("t.csv:4, column 'kind': a second node is named 'x'; give each its own name",
        refused(() -> NODES.graph("kind", EDGES)));
    assertEquals("t.csv: no edge joins two nodes", refused(() -> NODES.graph("name", Text.table("from,to", "a,a"))));
    assertEquals("t.csv: expected two columns, the nodes that each edge joins, found from",
        refused(() -> NODES.graph("name", Text.table("from", "a"))));
    assertEquals(
        "t.csv, column 'name': there is no node 'q', whose class is said to be known; the nodes are a, b, c, d,"
            + " e",
        refused(() -> known("q")));
    assertEquals("t.csv, column 'name': the class of no node is known; name some", refused(() -> known()));
  }

  private static String refused(Executable attempt) {
    return String.valueOf(assertThrows(DataException.class, attempt).getMessage());
  }
}
