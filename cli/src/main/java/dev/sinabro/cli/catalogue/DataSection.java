package dev.sinabro.cli.catalogue;

import static dev.sinabro.cli.catalogue.Entry.entry;

import dev.sinabro.cli.catalogue.Absent.By;
import dev.sinabro.cli.catalogue.DataSource.Form;
import dev.sinabro.data.Colors;
import dev.sinabro.data.ColumnType;
import dev.sinabro.data.ColumnTypes;
import dev.sinabro.data.CsvFormat;
import dev.sinabro.data.ImageFiles;
import dev.sinabro.data.Normalization;
import dev.sinabro.data.Task;
import dev.sinabro.data.Unknown;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is learned from. */
public sealed interface DataSection {

  Key<String> PATH = Key.required("path", new Kind.Text("a file or builtin:NAME"),
      "name a file or builtin:NAME, such as path: wine.csv", "a file, relative to this one, or builtin:NAME");
  Key<String> FOLDER = Key.required(PATH.name(), new Kind.Text("a folder or cache:NAME"),
      "name a folder or cache:NAME, such as path: cache:mnist",
      "a folder, relative to this file, or cache:NAME, which is fetched once into $SINABRO_DATA or ~/.cache/sinabro");
  Key<String> ARRAYS = Key.required(PATH.name(), new Kind.Text("a file or a folder"),
      "name an .npz file, or a folder of .npy files, such as path: data.npz",
      "an .npz file, or a folder of .npy files, relative to this one");
  Key<String> TARGET = Key.required("target", new Kind.Text("the name of a column"),
      "name the column to learn, such as target: species", "the column to learn");
  Key<String> COLUMN = Key.required("column", new Kind.Text("the name of a column"),
      "name the column that is the series, such as column: passengers", "the column that is the series");
  Key<String> EDGES = Key.required("edges", new Kind.Text("a file or builtin:NAME"),
      "name a file or builtin:NAME whose first two columns are the nodes that each edge joins",
      "a table whose first two columns are the nodes that each edge joins, in either direction");
  Key<String> NODE = Key.required("node", new Kind.Text("the name of a column"),
      "name the column that names the nodes, such as node: id", "the column that names the nodes");
  Key<Task> TASK = Key.open("task", new Kind.Word<>(Task.class), By.DATA, "classification",
      "follows from the target if absent");
  Key<List<String>> IGNORE = Key.of("ignore", new Kind.Texts("a list of columns, such as [id, date]"), List.of(),
      "columns to leave out, such as row numbers");

  Key<Map<String, Choice<ColumnCatalogue.Told>>> COLUMNS = Key.of("columns",
      new Kind.Each<>(ColumnCatalogue.COLUMNS, "{age: {numeric: {missing: median}}, deck: categorical, when: date}"),
      Map.of(),
      "what columns are taken for; numeric if absent where all cells are numbers, else categorical");

  /** What data can be; the first holds where no kind is named. */
  Catalogue<DataSection> DATA = Catalogue.of("data", "data",

      entry("csv", "rows of columns, of which one is learned from the others", k -> new OfCsv(
          DataSource.of(k.get(PATH)),
          k.get(TARGET),
          k.find(TASK).orElse(null),
          k.get(IGNORE),
          k.get(Key.section(KeptOut.OF_ROWS)).build(),
          k.word("normalize", Normalization.STANDARD, "mean 0 and deviation 1, or 0 to 1, or as it is"),
          delimiter(k),
          types(k))),

      entry("numbers", "rows of numbers of one kind, such as pixels, that are learned to be given back",
          k -> new OfNumbers(
              DataSource.of(k.get(PATH)),
              k.get(IGNORE),
              k.get(Key.section(KeptOut.ENTRY)).build(),
              k.word("normalize", Normalization.STANDARD, "all numbers alike: to deviation 1, or 0 to 1, or as it is"),
              delimiter(k))),

      entry("windows", "a column in the order of time, of which each number is learned from those before it",
          k -> new OfWindows(
              DataSource.of(k.get(PATH)),
              k.get(COLUMN),
              k.whole("window", 1, "how many numbers are looked back upon"),
              k.get(Key.section(KeptOut.ENTRY)).build(),
              k.word("normalize", Normalization.STANDARD, "mean 0 and deviation 1, or 0 to 1, or as it is"),
              delimiter(k))),

      entry("idx", "images and their classes in the files of MNIST, packed by gzip or not", k -> new OfIdx(
          DataSource.of(k.get(FOLDER)),
          file(k, "images", "train-images-idx3-ubyte", "those of training and validation"),
          file(k, "labels", "train-labels-idx1-ubyte", "their classes"),
          file(k, "test-images", "t10k-images-idx3-ubyte", "those of the test"),
          file(k, "test-labels", "t10k-labels-idx1-ubyte", "their classes"),
          k.get(Key.section(KeptOut.VALIDATION)).build(),
          k.word("normalize", Normalization.MIN_MAX, "pixels from 0 to 1, or mean 0 and deviation 1, or 0 to 255"))),

      entry("images", "pictures, PNG or JPEG, in a folder for each class, these all in folders train and test or not",
          k -> new OfImages(
              DataSource.of(k.get(FOLDER)),
              k.word("colors", Colors.RGB, "what a pixel is read as"),
              k.findWholes("resize", 2, 1, "[64, 64]", "height and width to which all are brought; else all are alike")
                  .map(size -> new ImageFiles.Size(size[0], size[1])),
              k.get(Key.section(KeptOut.OF_IMAGES)).build(),
              k.word("normalize", Normalization.MIN_MAX,
                  "pixels from 0 to 1, or mean 0 and deviation 1, or 0 to 255"))),

      entry("cifar10", "the images of CIFAR-10 in its binary version", k -> new OfCifar(
          DataSource.of(k.get(FOLDER)),
          k.get(Key.section(KeptOut.VALIDATION)).build(),
          k.word("normalize", Normalization.MIN_MAX, "pixels from 0 to 1, or mean 0 and deviation 1, or 0 to 255"))),

      entry("arrays", "arrays of NumPy: rows of numbers, or images of bytes", k -> new OfArrays(
          DataSource.of(k.get(ARRAYS)),
          array(k, "features", "x", "the array of what is learned from, rows along its first axis"),
          array(k, "target", "y", "the array of what is learned, one a row"),
          k.find(openArray("test-features", "x_test", "likewise, of the test; drawn as split says if absent"))
              .orElse(null),
          k.find(openArray("test-target", "y_test", "likewise, of the test")).orElse(null),
          k.find(TASK).orElse(null),
          k.get(Key.section(KeptOut.OF_ARRAYS)).build(),
          k.word("normalize", Normalization.STANDARD, "mean 0 and deviation 1, or 0 to 1, or as it is"),
          types(k))),

      entry("text", "lines or a running text, of which each character is learned from those before it",
          k -> new OfText(
              DataSource.of(k.get(PATH)),
              k.find(Key.open("context", new Kind.Whole(1, Integer.MAX_VALUE), By.READER, "64",
                  "characters of a row; if absent one more than the longest line has, and 64 of running text"))
                  .map(Math::toIntExact).orElse(null),
              k.flag("lines", true, "whether each line is a row, as words are; else the text runs on"),
              k.find(Key.open("stride", new Kind.Whole(1, Integer.MAX_VALUE), By.READER, "1",
                  "of running text: characters between two rows of training; those of a row if absent"))
                  .map(Math::toIntExact).orElse(null),
              k.get(Key.section(KeptOut.ENTRY)).build())),

      entry("graph", "nodes and edges, of which the classes of some nodes are known and those of the others learned",
          k -> new OfGraph(
              DataSource.of(k.get(PATH)),
              DataSource.of(k.get(EDGES)),
              k.get(NODE),
              k.get(TARGET),
              k.get(Key.of("known", new Kind.Texts("a list of nodes, such as [0, 33]"), List.of(),
                  "the nodes to learn from, all others are for the test; drawn as split says if absent")),
              k.get(IGNORE),
              k.get(Key.section(KeptOut.ENTRY)).build(),
              k.word("normalize", Normalization.STANDARD, "mean 0 and deviation 1, or 0 to 1, or as it is"),
              delimiter(k),
              types(k))));

  /** What columns of a table are taken for. */
  private static ColumnTypes types(Keys k) {
    var columns = k.get(COLUMNS);
    var missing = k.word("missing", Gaps.REFUSE, "or impute: the median of numbers, else the most frequent value");
    var unknown = k.word("unknown", Unknown.REFUSE, "what becomes of a category that training did not know");
    var usual = missing == Gaps.IMPUTE ? ColumnTypes.USUAL.imputing() : ColumnTypes.USUAL;
    var others = unknown == Unknown.OTHER ? usual.tolerating() : usual;
    Map<String, ColumnType> told = new HashMap<>();
    columns.forEach((name, choice) -> told.put(name, choice.build().in(others)));
    return others.with(told);
  }

  private static String file(Keys k, String name, String absent, String sentence) {
    return k.get(Key.of(name, new Kind.Text("the name of a file in the folder"), absent, sentence));
  }

  private static String array(Keys k, String name, String absent, String sentence) {
    return k.get(Key.of(name, new Kind.Text("the name of an array"), absent, sentence));
  }

  private static Key<String> openArray(String name, String example, String sentence) {
    return Key.open(name, new Kind.Text("the name of an array"), By.READER, example, sentence);
  }

  private static @Nullable Character delimiter(Keys k) {
    return k.find(Key.open("delimiter", new Kind.Symbol(), By.DATA, "','", "between two fields of a line"))
        .orElse(null);
  }

  /** Where the rows come from. */
  DataSource source();

  /** What its files must be. */
  Form form();

  /** The parts that are kept out of training. */
  KeptOut split();

  /** What is learned; null: follows from the data. */
  @Nullable Task task();

  /** The metric that says most of such data; empty: that of the task. */
  default Optional<String> metric() {
    return Optional.empty();
  }

  /** Images, each with its class; where it is not told otherwise. */
  sealed interface OfLabeledImages extends DataSection {
    /** What a pixel is to the network. */
    Normalization normalize();

    @Override
    default @Nullable Task task() {
      return Task.CLASSIFICATION;
    }
  }

  /** Rows of a table. */
  sealed interface OfTable extends DataSection {
    @Override
    default Form form() {
      return Form.TABLE;
    }

    /** How a file is read of which some columns are told to hold texts. */
    static CsvFormat read(@Nullable Character delimiter, ColumnTypes types) {
      CsvFormat read = CsvFormat.USUAL.texts(types.told().entrySet().stream()
          .filter(told -> !(told.getValue() instanceof ColumnType.Numeric)).map(Map.Entry::getKey)
          .toArray(String[]::new));
      return delimiter == null ? read : read.delimiter(delimiter);
    }
  }

  /**
   * A table.
   *
   * @param target the column that is learned
   * @param task null: follows from the target
   * @param ignore columns that are left out
   * @param delimiter what stands between two fields of a line; null: found out
   * @param types what the columns of the table are taken for
   */
  record OfCsv(DataSource source, String target, @Nullable Task task, List<String> ignore, KeptOut split,
      Normalization normalize, @Nullable Character delimiter, ColumnTypes types) implements OfTable {

    /** How the file is read. */
    public CsvFormat format() {
      return OfTable.read(delimiter, types).without(ignore.toArray(String[]::new));
    }
  }

  /** What becomes of missing values. */
  enum Gaps {
    REFUSE, IMPUTE
  }

  /**
   * Columns of a table that are features and target in one.
   *
   * @param ignore columns that are left out
   * @param delimiter what stands between two fields of a line; null: found out
   */
  record OfNumbers(DataSource source, List<String> ignore, KeptOut split, Normalization normalize,
      @Nullable Character delimiter) implements OfTable {
    @Override
    public Task task() {
      return Task.REGRESSION;
    }

    @Override
    public Optional<String> metric() {
      return Optional.of("unexplained-variance");
    }
  }

  /**
   * A series.
   *
   * @param column its name
   * @param window how many numbers a row looks back, at least 1
   * @param delimiter what stands between two fields of a line; null: found out
   */
  record OfWindows(DataSource source, String column, int window, KeptOut split, Normalization normalize,
      @Nullable Character delimiter) implements OfTable {
    @Override
    public Task task() {
      return Task.REGRESSION;
    }
  }

  /**
   * Images in IDX files.
   *
   * @param images the name of the file of images to learn from; {@code .gz} may follow on it
   * @param labels likewise, of their classes
   * @param testImages likewise, of the images of the test
   * @param testLabels likewise, of their classes
   */
  record OfIdx(DataSource source, String images, String labels, String testImages, String testLabels, KeptOut split,
      Normalization normalize) implements OfLabeledImages {
    @Override
    public Form form() {
      return Form.IDX;
    }
  }

  /**
   * Pictures in folders.
   *
   * @param colors what a pixel is read as
   * @param size to which all are brought; empty: they are alike
   */
  record OfImages(DataSource source, Colors colors, Optional<ImageFiles.Size> size, KeptOut split,
      Normalization normalize) implements OfLabeledImages {
    @Override
    public Form form() {
      return Form.IMAGES;
    }
  }

  /** The files of CIFAR-10, in a folder. */
  record OfCifar(DataSource source, KeptOut split, Normalization normalize) implements OfLabeledImages {
    @Override
    public Form form() {
      return Form.CIFAR;
    }
  }

  /**
   * Arrays, of images or of other rows.
   *
   * @param features the name of the array
   * @param target likewise
   * @param testFeatures likewise; null: the test is drawn from the others
   * @param testTarget likewise; there where the features are
   * @param task null: follows from the target
   * @param types what columns are taken for, of rows that are no images
   */
  record OfArrays(DataSource source, String features, String target, @Nullable String testFeatures,
      @Nullable String testTarget, @Nullable Task task, KeptOut split, Normalization normalize, ColumnTypes types)
      implements OfLabeledImages {
    @Override
    public Form form() {
      return Form.ARRAYS;
    }
  }

  /**
   * A text.
   *
   * @param context characters of a row, at least 1; null: as many as the longest line needs, of running text {@link #CONTEXT}
   * @param lines whether each line is a row
   * @param stride characters between two rows of training in a running text; null: those of a row
   */
  record OfText(DataSource source, @Nullable Integer context, boolean lines, @Nullable Integer stride, KeptOut split)
      implements DataSection {
    /** Of running text, where none is asked for. */
    public static final int CONTEXT = 64;

    @Override
    public Form form() {
      return Form.TEXT;
    }

    @Override
    public Task task() {
      return Task.CLASSIFICATION;
    }

    @Override
    public Optional<String> metric() {
      return Optional.of("bits-per-character");
    }
  }

  /**
   * A graph.
   *
   * @param source of the nodes
   * @param edges where the edges come from
   * @param node the column that names the nodes
   * @param target the column of the classes
   * @param known the nodes to learn from; none: drawn
   * @param ignore columns that are left out
   * @param delimiter what stands between two fields of a line; null: found out
   * @param types what the columns of the nodes are taken for
   */
  record OfGraph(DataSource source, DataSource edges, String node, String target, List<String> known,
      List<String> ignore, KeptOut split, Normalization normalize, @Nullable Character delimiter, ColumnTypes types)
      implements OfTable {
    /** How the file of the nodes is read. */
    public CsvFormat format() {
      return OfTable.read(delimiter, types);
    }

    @Override
    public Task task() {
      return Task.CLASSIFICATION;
    }
  }
}
