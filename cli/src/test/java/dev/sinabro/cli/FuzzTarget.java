package dev.sinabro.cli;

import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.sun.management.ThreadMXBean;
import dev.sinabro.cli.config.ConfigurationReader;
import dev.sinabro.cli.exit.ExitCode;
import dev.sinabro.cli.experiment.ModelFile;
import dev.sinabro.cli.report.RunRecord;
import dev.sinabro.cli.serve.FuzzedRequest;
import dev.sinabro.data.ArrayRows;
import dev.sinabro.data.Cifar;
import dev.sinabro.data.Colors;
import dev.sinabro.data.ColumnType;
import dev.sinabro.data.Corpus;
import dev.sinabro.data.Csv;
import dev.sinabro.data.FeatureEncoding;
import dev.sinabro.data.FuzzedTableFile;
import dev.sinabro.data.Idx;
import dev.sinabro.data.ImageFiles;
import dev.sinabro.data.ImagePreprocessing;
import dev.sinabro.data.Missing;
import dev.sinabro.data.Normalization;
import dev.sinabro.data.Npy;
import dev.sinabro.data.NumbersPreprocessing;
import dev.sinabro.data.Preprocessing;
import dev.sinabro.data.Scaling;
import dev.sinabro.data.SeriesPreprocessing;
import dev.sinabro.data.Table;
import dev.sinabro.data.TablePreprocessing;
import dev.sinabro.data.TargetEncoding;
import dev.sinabro.data.TextPreprocessing;
import dev.sinabro.data.Tokens;
import dev.sinabro.graph.HostTensor;
import dev.sinabro.io.Safetensors;
import dev.sinabro.onnx.OnnxModel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * What a fuzzer runs: bytes, of which the first chooses a reader, and the others are what a file or a request has.
 *
 * <p>A reader may refuse them with an error that ends a command with an exit code of the table, and says something; it may do
 * nothing else, take no longer than {@link #LONGEST_SECONDS} of a processor, and allocate no more than {@link Reader#bytes}.
 */
public final class FuzzTarget {
  private static final double LONGEST_SECONDS = 5;
  private static final int LONGEST_MESSAGE = 100_000;
  private static final ThreadMXBean THREAD = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static final TablePreprocessing TABLE = new TablePreprocessing(
      List.of(new FeatureEncoding.Numeric("x", new Scaling(1, 2), OptionalDouble.empty()),
          new FeatureEncoding.OneHot("color", List.of("red", "blue"))),
      new TargetEncoding.Classes("kind", List.of("a", "b")));
  private static final List<Preprocessing> MODELS = List.of(TABLE,
      new NumbersPreprocessing(List.of("x", "y"), Scaling.IDENTITY),
      new ImagePreprocessing(1, 2, 2, List.of("a", "b"), Scaling.IDENTITY),
      new SeriesPreprocessing("sold", 2, Scaling.IDENTITY),
      new TextPreprocessing("\nab", 4, true));

  /** What reads bytes from outside. */
  private interface Reading {
    void read(byte[] bytes) throws IOException;
  }

  /** Each reader, in the order of the first byte. */
  enum Reader {
    CSV(FuzzTarget::csv),
    CONFIGURATION(FuzzTarget::configuration),
    IDX(bytes -> Idx.read(file(bytes))),
    IDX_PACKED(bytes -> Idx.images(file(packed(bytes)))),
    IMAGE(FuzzTarget::image, 1L << 30),
    TEXT(FuzzTarget::text),
    EDGES(FuzzTarget::edges),
    SERIES(FuzzTarget::series),
    SAFETENSORS(bytes -> Safetensors.read(file(bytes)).tensors().values().forEach(tensor -> tensor.value(0))),
    SAFETENSORS_HEADER(bytes -> Safetensors.read(file(withLength(bytes))).tensors()),
    MODEL(bytes -> ModelFile.read(file(bytes))),
    PREPROCESSING(FuzzTarget::preprocessing),
    REQUEST(bytes -> FuzzedRequest.read(bytes, MODELS)),
    NPY(bytes -> rows(Npy.read(file(bytes)))),
    NPZ(bytes -> Npy.archive(file(bytes)).values().forEach(FuzzTarget::rows)),
    NPZ_MEMBER(bytes -> Npy.archive(file(member(bytes))).values().forEach(FuzzTarget::rows)),
    RUN(FuzzTarget::run),
    ONNX(bytes -> OnnxModel.read(MemorySegment.ofArray(bytes))),
    CIFAR(bytes -> Cifar.images(List.of(file(bytes)))),
    CIFAR_RECORDS(bytes -> Cifar.images(List.of(file(Arrays.copyOf(bytes, (bytes.length / 3073 + 1) * 3073))))),
    TABLE_FILE(bytes -> FuzzedTableFile.read(file(bytes))),
    TABLE_FOOTER(bytes -> FuzzedTableFile.read(file(FuzzedTableFile.withGroup(bytes)))),
    SENTENCES(FuzzTarget::sentences);

    private static final long USUAL = 48L << 20;
    private final Reading reading;
    private final long limit;

    Reader(Reading reading) {
      this(reading, USUAL);
    }

    Reader(Reading reading, long limit) {
      this.reading = reading;
      this.limit = limit;
    }

    /** What it may allocate for so many bytes. */
    long bytes(int length) {
      return limit + 20_000L * length;
    }
  }

  private static Path path;
  private static Path folder;

  private FuzzTarget() {}

  /** The entry of the fuzzer. */
  public static void fuzzerTestOneInput(byte[] data) {
    if (data.length > 0) {
      Reader[] readers = Reader.values();
      check(readers[Byte.toUnsignedInt(data[0]) % readers.length], Arrays.copyOfRange(data, 1, data.length));
    }
  }

  /** @throws AssertionError where a reader does what it may not */
  static void check(Reader reader, byte[] bytes) {
    // What loads classes the first time is not what it takes.
    if (!isFrugal(reader, bytes) && !isFrugal(reader, bytes)) {
      throw new AssertionError(
          reader + ": more than " + LONGEST_SECONDS + " s, or more than " + reader.bytes(bytes.length)
              + " bytes allocated, for " + bytes.length);
    }
  }

  private static boolean isFrugal(Reader reader, byte[] bytes) {
    long allocated = THREAD.getCurrentThreadAllocatedBytes();
    long began = THREAD.getCurrentThreadCpuTime();
    try {
      reader.reading.read(bytes);
    } catch (IOException | RuntimeException | OutOfMemoryError | InternalError refused) {
      requireTold(reader, refused);
    }
    return (THREAD.getCurrentThreadCpuTime() - began) / 1e9 <= LONGEST_SECONDS
        && THREAD.getCurrentThreadAllocatedBytes() - allocated <= reader.bytes(bytes.length);
  }

  private static void requireTold(Reader reader, Throwable refused) {
    ExitCode code = Failures.codeOf(refused);
    if (code != ExitCode.DATA && code != ExitCode.CONFIGURATION) {
      throw new AssertionError(reader + ": exit code " + code, refused);
    }
    String message = String.valueOf(refused.getMessage());
    if (message.isBlank() || message.equals("null") || message.length() > LONGEST_MESSAGE) {
      throw new AssertionError(reader + ": a message of " + message.length() + " characters", refused);
    }
  }

  private static void csv(byte[] bytes) {
    Table table = Csv.read("f.csv", new ByteArrayInputStream(bytes));
    table.target(table.columnNames().getLast()).split(0.2, 0.2, 1).standardized();
  }

  private static void sentences(byte[] bytes) {
    Table table = Csv.read("f.csv", new ByteArrayInputStream(bytes));
    Tokens tokens = bytes.length % 2 == 0 ? Tokens.WORDS : Tokens.CHARACTERS;
    var type = ColumnType.text().tokens(tokens).missing(new Missing.Constant("none"));
    var learned = table.typed(Map.of(table.columnNames().getFirst(), type)).target(table.columnNames().getLast())
        .split(0.2, 0.2, 1).standardized().preprocessing();
    if (!Preprocessing.fromJson(learned.toJson()).equals(learned)) {
      throw new AssertionError("a vocabulary that is another one when it is read again");
    }
  }

  private static void configuration(byte[] bytes) {
    var read =
        ConfigurationReader.read("f.yaml", "f", Path.of(""), new String(bytes, StandardCharsets.UTF_8), List.of());
    if (!read.configuration().equals(read.configuration())) {
      throw new AssertionError("a configuration that is not itself");
    }
  }

  private static void image(byte[] bytes) throws IOException {
    ImageFiles.of(Colors.RGB).resized(8, 8).files(List.of(file(bytes)));
  }

  private static void text(byte[] bytes) {
    Corpus text = Corpus.read("f.txt", new ByteArrayInputStream(bytes));
    text.lines(Math.min(100, text.longestLine() + 1), 0.1, 0.1, 1);
    text.running(8, 8, 0.1, 0.1);
  }

  private static void edges(byte[] bytes) {
    Table nodes =
        Table.of("nodes", 4).with("name", List.of("a", "b", "c", "1")).with("kind", List.of("x", "x", "y", "y"));
    nodes.graph("name", Csv.read("edges.csv", new ByteArrayInputStream(bytes))).known("kind", List.of("a", "c"),
        Normalization.NONE);
  }

  private static void series(byte[] bytes) {
    Table table = Csv.read("f.csv", new ByteArrayInputStream(bytes));
    table.series(table.columnNames().getFirst()).windows(2, 0.1, 0.1, Normalization.MIN_MAX);
  }

  private static void rows(HostTensor array) {
    ArrayRows rows = new ArrayRows("array", array, Optional.empty());
    if (rows.areImages()) {
      rows.images(Optional.empty());
    } else {
      rows.table();
    }
  }

  /** The folder of a run, of which all files hold the same. */
  private static void run(byte[] bytes) throws IOException {
    if (folder == null) {
      folder = Files.createTempDirectory("fuzz");
    }
    for (String name : List.of("metrics.jsonl", "summary.json", "manifest.json")) {
      Files.write(folder.resolve(name), bytes);
    }
    RunRecord run = RunRecord.of(folder);
    run.best();
    run.begun();
    run.epochs();
    run.state();
  }

  private static void preprocessing(byte[] bytes) {
    try {
      Preprocessing read =
          Preprocessing.fromJson(JsonParser.parseString(new String(bytes, StandardCharsets.UTF_8)).getAsJsonObject());
      read.fields();
      Preprocessing.fromJson(read.toJson());
    } catch (JsonParseException | IllegalStateException | IllegalArgumentException _) {
      // what it tells, and what a model file makes an error of data
    }
  }

  /** A file of these bytes; the one that was before is overwritten. */
  private static Path file(byte[] bytes) throws IOException {
    if (path == null) {
      path = Files.createTempFile("fuzz", ".bin");
      path.toFile().deleteOnExit();
    }
    Files.delete(path); // and not written over: it may be mapped
    return Files.write(path, bytes);
  }

  private static byte[] packed(byte[] bytes) throws IOException {
    var all = new ByteArrayOutputStream();
    try (var stream = new GZIPOutputStream(all)) {
      stream.write(bytes);
    }
    return all.toByteArray();
  }

  /** An archive of one file. */
  private static byte[] member(byte[] bytes) throws IOException {
    var all = new ByteArrayOutputStream();
    try (var archive = new ZipOutputStream(all)) {
      archive.putNextEntry(new ZipEntry("x.npy"));
      archive.write(bytes);
    }
    return all.toByteArray();
  }

  /** A header that is found, with some values behind it. */
  private static byte[] withLength(byte[] header) {
    return ByteBuffer.allocate(Long.BYTES + header.length + 64).order(ByteOrder.LITTLE_ENDIAN).putLong(header.length)
        .put(header)
        .array();
  }
}
