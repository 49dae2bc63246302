package dev.sinabro.cli;

import dev.sinabro.cli.FuzzTarget.Reader;
import dev.sinabro.cli.config.Configuration;
import dev.sinabro.cli.config.ConfigurationReader;
import dev.sinabro.cli.experiment.ModelFile;
import dev.sinabro.cli.serve.FuzzedRequest;
import dev.sinabro.data.FeatureEncoding;
import dev.sinabro.data.FuzzedTableFile;
import dev.sinabro.data.GraphPreprocessing;
import dev.sinabro.data.ImagePreprocessing;
import dev.sinabro.data.NumbersPreprocessing;
import dev.sinabro.data.Preprocessing;
import dev.sinabro.data.Scaling;
import dev.sinabro.data.SeriesPreprocessing;
import dev.sinabro.data.Table;
import dev.sinabro.data.TablePreprocessing;
import dev.sinabro.data.TextPreprocessing;
import dev.sinabro.data.Tokens;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.HostTensor;
import dev.sinabro.graph.TensorType;
import dev.sinabro.nn.Tensors;
import dev.sinabro.onnx.OnnxExport;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;

/** Inputs of each reader that are as they should be, which a fuzzer changes. */
final class FuzzSeeds {
  private static final String CONFIGURATION = """
      name: net
      data: {path: boxes.csv, target: kind, ignore: [area], split: {validation: 0.1, test: 0.2}}
      model:
        - dense: {units: 4, activation: relu}
          name: tower
        - share: tower
        - &last dense: {}
      optimizer: {adam: {learning-rate: 1e-3}}
      train: {epochs: 5, batch-size: 8}
      variants: {"one": {train.epochs: 1}, two: {}}
      """;

  private final Map<String, byte[]> seeds = new LinkedHashMap<>();

  private FuzzSeeds() {}

  /** By names of files; the first byte names the reader. */
  static Map<String, byte[]> all(Path folder) throws IOException {
    FuzzSeeds all = new FuzzSeeds();
    all.texts();
    all.binaries();
    all.arrays();
    all.models(folder);
    return all.seeds;
  }

  private void add(Reader reader, String name, byte[] bytes) {
    byte[] seed = new byte[1 + bytes.length];
    seed[0] = (byte) reader.ordinal();
    System.arraycopy(bytes, 0, seed, 1, bytes.length);
    seeds.put(reader + "-" + name, seed);
  }

  private void add(Reader reader, String name, String text) {
    add(reader, name, text.getBytes(StandardCharsets.UTF_8));
  }

  private void texts() {
    add(Reader.CSV, "plain", "x,color,kind\n1,red,a\n2.5,\"bl\"\"ue\",b\n-3e2,red,a\n4,,b\n5,blue,a\n");
    add(Reader.CSV, "semicolons", "\uFEFFdate;n;target\r\n2026-01-31;1;0.5\r\n2026-02-01;?;1.5\r\n");
    add(Reader.CONFIGURATION, "whole", CONFIGURATION);
    add(Reader.CONFIGURATION, "json", "{\"data\": {\"path\": \"builtin:iris\"}, \"model\": [{\"dense\": {}}]}");
    for (Example example : List.of(Example.DIGITS_CNN, Example.CHAR_GPT, Example.KARATE_GCN, Example.OPTIMIZERS)) {
      add(Reader.CONFIGURATION, example.title(), example.text());
    }
    add(Reader.TEXT, "lines", "abc\n\nba é\r\ncab\nabc\nba\n");
    add(Reader.SENTENCES, "said",
        "said,n,kind\n\"Good, good film\",1,a\nbad one,2,b\nné à 봄 3.5,3,a\n,4,b\nno - go,5,a\n");
    add(Reader.SENTENCES, "packed-tabs", "said\tkind\nA b\ta\nb c\tb\nA\ta\nc\tb\nd e\ta");
    add(Reader.EDGES, "joined", "from,to\na,b\nb,c\nc,1\n");
    add(Reader.SERIES, "numbers", "sold\n1\n2\n3.5\n4\n5\n6\n7\n8\n9\n10\n11\n12\n");
    add(Reader.RUN, "log",
        "{\"event\": \"begun\", \"time\": \"2026-01-01\", \"epochs\": 3, \"metrics\": [\"accuracy\"]}\n"
            + "{\"event\": \"epoch\", \"epoch\": 1, \"train\": {\"loss\": 0.5, \"accuracy\": 0.5}}\n");
    add(Reader.RUN, "manifest", "{\"state\": \"DONE\"}");
    FuzzedRequest.seeds().forEach((name, body) -> add(Reader.REQUEST, name, body));
  }

  private void binaries() throws IOException {
    byte[] idx = ByteBuffer.allocate(16 + 8).put(new byte[] {0, 0, 8, 3}).putInt(2).putInt(2).putInt(2).array();
    add(Reader.IDX, "images", idx);
    add(Reader.IDX_PACKED, "images", idx);
    add(Reader.IDX, "packed", packed(idx));
    byte[] cifar = new byte[2 * 3073];
    cifar[3073] = 9;
    add(Reader.CIFAR, "two", cifar);
    add(Reader.CIFAR_RECORDS, "one", new byte[] {3, 100, -1});
    add(Reader.TABLE_FOOTER, "columns", FuzzedTableFile.footer());
    add(Reader.CSV, "packed", packed("a,b\n1,2\n3,4\n".getBytes(StandardCharsets.UTF_8)));
    for (String format : List.of("png", "jpg")) {
      for (int type : List.of(BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_BYTE_GRAY,
          BufferedImage.TYPE_BYTE_INDEXED)) {
        var bytes = new ByteArrayOutputStream();
        if (ImageIO.write(new BufferedImage(5, 3, type), format, bytes)) {
          add(Reader.IMAGE, format + type, bytes.toByteArray());
        }
      }
    }
  }

  private void arrays() throws IOException {
    for (String form : List.of("'<f4', 'fortran_order': False, 'shape': (2, 2), ",
        "'>i8', 'fortran_order': True, 'shape': (1,2)",
        "'|u1', 'fortran_order': False, 'shape': (4, 2, 2), ")) {
      String dictionary = "{'descr': " + form + "}\n";
      byte[] array = ByteBuffer.allocate(10 + dictionary.length() + 16).order(ByteOrder.LITTLE_ENDIAN)
          .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0}).putShort((short) dictionary.length())
          .put(dictionary.getBytes(StandardCharsets.US_ASCII)).array();
      String name = form.substring(2, 4);
      add(Reader.NPY, name, array);
      add(Reader.NPZ_MEMBER, name, array);
      var archive = new ByteArrayOutputStream();
      try (var zip = new ZipOutputStream(archive)) {
        zip.putNextEntry(new ZipEntry("x.npy"));
        zip.write(array);
      }
      add(Reader.NPZ, name, archive.toByteArray());
    }
  }

  private void models(Path folder) throws IOException {
    Path file = folder.resolve("seed.safetensors");
    add(Reader.TABLE_FILE, "smallest", FuzzedTableFile.smallest(folder));
    Configuration configuration =
        ConfigurationReader.read("c.yaml", "c", folder, CONFIGURATION, List.of()).configuration();
    Table table =
        Table.of("t", 4).with("x", new double[] {1, 2, 3, 4}).with("color", List.of("red", "blue", "red", "blue"))
            .with("kind", List.of("a", "a", "b", "b"));
    TablePreprocessing columns = table.target("kind").split(0, 0, 1).standardized().preprocessing();
    List<Preprocessing> kinds = List.of(columns, new NumbersPreprocessing(List.of("x", "y"), Scaling.IDENTITY),
        new SeriesPreprocessing("sold", 2, Scaling.IDENTITY),
        new ImagePreprocessing(1, 2, 2, List.of("a", "b"), new Scaling(0, 255)), new TextPreprocessing("\nab", 4, true),
        new GraphPreprocessing(columns, "node", List.of("a", "b"), List.of(new GraphPreprocessing.Edge(0, 1))));
    var words = new TablePreprocessing(List.of(new FeatureEncoding.Words("said", Tokens.WORDS, List.of("a", "b"),
        List.of(1.5, 1.0), Optional.of(""))), columns.target());
    add(Reader.PREPROCESSING, "words", words.toJson().toString());
    for (Preprocessing kind : kinds) {
      add(Reader.PREPROCESSING, kind.getClass().getSimpleName(), kind.toJson().toString());
    }
    ModelFile.write(file, configuration, columns,
        Map.of("0.weight", tensor(TensorType.f32(2, 3)), "steps", tensor(TensorType.i32())));
    byte[] model = Files.readAllBytes(file);
    add(Reader.MODEL, "whole", model);
    add(Reader.SAFETENSORS, "model", model);
    int header = Math.toIntExact(ByteBuffer.wrap(model).order(ByteOrder.LITTLE_ENDIAN).getLong());
    add(Reader.SAFETENSORS_HEADER, "model", Arrays.copyOfRange(model, Long.BYTES, Long.BYTES + header));
    Files.delete(file);
    var onnx = new ByteArrayOutputStream();
    new OnnxExport(rows -> Tensors.output("y", new Graph().input("x", TensorType.f32(rows, 4)).softmax()), Map.of())
        .metadata("classes", "[]").model().write(onnx);
    add(Reader.ONNX, "softmax", onnx.toByteArray());
  }

  private static HostTensor tensor(TensorType type) {
    return new HostTensor(type, MemorySegment.ofArray(new byte[Math.toIntExact(type.byteSize())]));
  }

  private static byte[] packed(byte[] bytes) throws IOException {
    var all = new ByteArrayOutputStream();
    try (var stream = new GZIPOutputStream(all)) {
      stream.write(bytes);
    }
    return all.toByteArray();
  }
}
