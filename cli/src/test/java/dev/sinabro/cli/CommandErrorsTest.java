package dev.sinabro.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Errors of the command line and of the data, as a user makes them: exit code and message. */
class CommandErrorsTest {
  private static final String GOOD = "a,b,y\n1,2,u\n3,4,v\n5,6,u\n7,8,v\n2,2,u\n4,4,v\n6,6,u\n8,8,v\n1,1,u\n9,9,v\n";
  private static final String CONFIGURATION =
      "data: {path: data.csv, target: y}\nmodel: [{dense: {}}]\ntrain: {epochs: 1}\n";

  private static final String IMAGES =
      "data: {kind: images, path: none}\nmodel: [flatten, {dense: {}}]\ntrain: {epochs: 1}\n";

  @TempDir
  private Path folder;

  /** {@code $} in arguments and messages stands for the folder of the test. */
  private record Row(String name, String data, String configuration, String arguments, int code, String message) {
    static Row of(String arguments, int code, String message) {
      return new Row(arguments, GOOD, CONFIGURATION, arguments, code, message);
    }

    static Row data(String name, String data, String message) {
      return new Row(name, data, CONFIGURATION, "train $/run.yaml --out $/run", 4, message);
    }

    static Row configured(String name, String configuration, int code, String message) {
      return new Row(name, GOOD, configuration, "train $/run.yaml --out $/run", code, message);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static List<Row> rows() {
    return List.of(
        Row.of("trian digits", 2, "sinabro: unknown command 'trian'; did you mean 'train'?"),
        Row.of("train", 2, "what to train is missing"),
        Row.of("train digit", 2, "'digit' is neither a file nor an example; did you mean 'digits'?"),
        Row.of("train digits iris", 2, "'iris' is one argument too many"),
        Row.of("train digits --epoch 3", 2, "unknown option --epoch; did you mean '--epochs'?"),
        Row.of("train digits --seeds 5", 2, "--seeds takes A..B, not '5'; for example --seeds 0..9"),
        Row.of("train digits --seeds 9..3", 2, "--seeds 9..3 must go up"),
        Row.of("train digits --seed 1 --seeds 0..3", 2, "--seed and --seeds exclude each other"),
        Row.of("train digits --resume $/run", 2, "--resume takes the configuration from its run; leave out 'digits'"),
        Row.of("train --resume $/none", 4, "$/none is no run folder: it has no manifest.json"),
        Row.of("train digits --threads -3", 2, "--threads -3: expected a number of at least 0"),
        Row.of("train digits --threads many", 2, "--threads"),
        Row.of("train digits --out $", 2, "$ exists and is not an empty folder; name another with --out"),
        Row.of("train digits --device tpu", 5,
            "there is no backend named tpu; on the class path: cuda, cpu, reference"),
        Row.of("train digits --device cpu:3", 5, "device cpu:3 does not exist"),
        Row.of("train digits --device cpu:x", 5, "device cpu:x has no valid number after the colon"),
        Row.of("train digits --device cuda:99", 5, "device cuda:99 "),
        Row.of("train digits --matmul-precision fp8", 3, "--matmul-precision fp8"),
        Row.of("bench W1 --matmul-precision fp8", 2, "--matmul-precision fp8: allowed: fp32, tf32, bf16"),
        Row.of("train --resume $/run --matmul-precision tf32", 2, "--resume goes on with the settings of its run;"
            + " it takes no other option but --epochs, --max-steps, --max-time, --changed-data, --device, --threads,"
            + " --no-capture, --debug, --require, --watch, --quiet and --json"),
        Row.of("train digits --watch --seeds 0..1", 2, "--watch shows one training; leave it out, and look at them all"
            + " with sinabro ui"),
        Row.of("train gates --watch", 2, "--watch shows one training; name one of the variants with --variant, or look"
            + " at them all with sinabro ui"),
        Row.of("train digits --watch --watch-port 70000", 2, "--watch-port 70000: expected 0 to 65535"),
        Row.of("train digits --debug 3", 2, "--debug 3: expected 0 or 2"),
        Row.of("train digits --epochs 0", 3, "--epochs 0"),
        Row.of("train digits --batch-size -4", 3, "--batch-size -4"),
        Row.of("train digits --learning-rate fast", 3, "--learning-rate fast"),
        Row.of("train digits --seed x", 3, "--seed x"),
        Row.of("train \uFFFD\uFFFD.yaml", 2, "letters that the locale does not know; run it with LC_ALL=C.UTF-8"),
        Row.of("bench", 2, "missing required parameter"),
        Row.of("train digits --set train.epoch=3", 3, "epochs"),
        Row.of("train digits --set model[7].dense.units=3", 3, "has no item 7"),
        Row.of("train digits --set model[0].dense.units=1000000000", 3,
            "layer 0 (dense 1000000000): shape [1000000000, 64] has 64000000000 elements; a tensor holds at most 2147483647"),
        Row.of("train digits --set model[0].dense.units=20000000 --batch-size 1000", 6,
            "a step of 1000 rows is too large: layer 0 (dense 20000000)"),
        Row.of("train digits --set model[0].dense.units=20000000 --batch-size 1000", 6,
            "; the largest batch that fits is 107 (train.batch-size)"),
        Row.of("evaluate $", 4, "$ is no run folder: it has no model.safetensors"),
        Row.of("predict $ --input $/data.csv", 4, "$ is no run folder"),
        Row.of("predict $", 2, "missing required option: '--input=FILE|DIR'"),
        Row.of("graph digits", 2, "missing required option: '--format=dot|text|program'"),
        Row.of("graph digits --format png", 2, "--format"),
        Row.of("init wine", 2, "there is no example 'wine'"),
        Row.of("summary $/none.yaml", 2, "is neither a file nor an example"),
        Row.data("no file", "", "data.csv"),
        Row.data("header only", "a,b,y\n", "data.csv"),
        Row.data("missing value", "a,b,y\n1,2,u\n3,,v\n5,6,u\n", "data.csv:3, column 'b'"),
        Row.data("ragged row", "a,b,y\n1,2,u\n3,4\n5,6,v\n", "data.csv:3"),
        Row.data("one column twice", "a,a,y\n1,2,u\n3,4,v\n", "data.csv:1"),
        Row.data("word among numbers", "a,b,y\n1,2,u\n3,x,v\n5,6,u\n7,8,v\n9,9,u\n", "column 'b'"),
        Row.data("one class only", "a,b,y\n1,2,u\n3,4,u\n5,6,u\n", "two classes"),
        Row.data("infinite number", "a,b,y\n1,2,u\n3,Infinity,v\n5,6,u\n7,8,v\n", "column 'b'"),
        Row.configured("unknown target", CONFIGURATION.replace("target: y", "target: z"), 3,
            "data.target: 'z' is no column of the data; it has a, b, y"),
        Row.configured("unknown ignored column", CONFIGURATION.replace("target: y", "target: y, ignore: [q]"), 3,
            "'q' is no column of the data"),
        Row.configured("loss of classes for a number",
            CONFIGURATION.replace("target: y", "target: a, ignore: [y], task: regression")
                + "loss: softmax-cross-entropy\n",
            3, "loss"),
        Row.configured("metric of numbers for classes", CONFIGURATION + "metrics: [rmse]\n", 3,
            "metrics: rmse is for regression, but the target is for classification; use accuracy"),
        Row.configured("log-likelihood of what is no log-probability",
            CONFIGURATION.replace("{dense: {}}", "{dense: {}}, dropout") + "loss: negative-log-likelihood\n", 3,
            "run.yaml:2:22: model[1].dropout: negative-log-likelihood takes log-probabilities: add - log-softmax behind it,"
                + " or use softmax-cross-entropy"),
        Row.configured("log-likelihood of probabilities",
            CONFIGURATION.replace("dense: {}", "dense: {activation: softmax}") + "loss: negative-log-likelihood\n", 3,
            "negative-log-likelihood takes log-probabilities: put log-softmax in place of the last softmax"),
        Row.configured("too few units", CONFIGURATION.replace("dense: {}", "dense: {units: 1}"), 3,
            "run.yaml:2:25: model[0].dense.units: has 1 unit, but the target has 2 classes, for which"
                + " softmax-cross-entropy takes 2 outputs: give it 2, or add another layer at the end, - dense: {}"),
        Row.configured("more units than classes",
            CONFIGURATION.replace("{dense: {}}", "{dense: {units: 4}}, tanh, dropout"),
            3,
            "run.yaml:2:25: model[0].dense.units: has 4 units, but the target has 2 classes, for which"
                + " softmax-cross-entropy takes 2 outputs: give it 2, or add another layer at the end, - dense: {}"),
        Row.configured("more outputs than classes behind the last layer with units",
            CONFIGURATION.replace("{dense: {}}",
                "{dense: {units: 2}}, {reshape: {shape: [1, 2]}}, {lstm: {units: 6, output: last}}"),
            3, "gives 6 outputs, but the target has 2 classes, for which softmax-cross-entropy takes 2 outputs: add"
                + " - dense: {} behind it"),
        Row.configured("more units than numbers",
            CONFIGURATION.replace("target: y", "target: a, ignore: [y], task: regression")
                .replace("dense: {}", "dense: {units: 3}"),
            3, "run.yaml:2:25: model[0].dense.units: has 3 units, but the target has one number a row: give it 1"),
        Row.configured("more units than classes for squared errors",
            CONFIGURATION.replace("dense: {}", "dense: {units: 3}") + "loss: mse\n", 3,
            "model[0].dense.units: has 3 units, but the target has 2 classes, for which mse takes 2 outputs"),
        Row.configured("softmax of one number",
            CONFIGURATION.replace("target: y", "target: a, ignore: [y], task: regression")
                .replace("{dense: {}}", "dense, softmax"),
            3, "model[1].softmax: of one output softmax makes the same number in every row, but the target is a number;"
                + " remove it"),
        Row.configured("filters over a row of a table",
            CONFIGURATION.replace("[{dense", "[{conv2d: {channels: 2, kernel: 3}}, {dense"), 3,
            "layer 0 (conv2d 2 3x3): conv2d 2 3x3 takes [batch, channels, height, width], not [1, 2]; put a reshape before it"),
        Row.configured("batch norm of one row",
            CONFIGURATION.replace("[{dense", "[{batch-norm: {}}, {dense").replace("1}", "1, batch-size: 1}"), 3,
            "layer 0 (batch norm): batch norm is trained with [1, 2]"),
        Row.configured("numbers outside of an embedding",
            "data: {kind: text, path: builtin:words, context: 24}\nmodel: [embedding: {count: 20, width: 4}, dense: {}]\n",
            3,
            "layer 0 (embedding 20 x 4): the data has numbers from 0 to 26, but there are vectors for 20 only; make the"
                + " count 27"),
        Row.configured("a filter longer than the window of a series",
            "data: {kind: windows, path: builtin:air-passengers, column: passengers, window: 4}\n"
                + "model: [permute: {axes: [2, 1]}, conv1d: {channels: 2, kernel: 5}, flatten, dense: {}]\n",
            3,
            "layer 1 (conv1d 2 5): conv1d 2 5: a window spans 5 elements along axis 0 of the extents [4], which with padding"
                + " are 4; take a smaller one, or more padding"),
        Row.configured("a window longer than the series",
            "data: {kind: windows, path: builtin:air-passengers, column: passengers, window: 400}\nmodel: [flatten, dense: {}]\n",
            4, "a window of 400 needs 401 at least; add rows, shorten the window or ask for smaller parts"),
        Row.configured("groups that do not divide",
            CONFIGURATION.replace("[{dense", "[{dense: {units: 4}}, {group-norm: {groups: 3}}, {dense"), 3,
            "layer 1 (group norm 3): 3 groups do not divide the 4 channels of group norm"),
        Row.configured("an input that is nothing",
            CONFIGURATION.replace("[{dense: {}}]", "[{dense: {units: 3}, inputs: [feature]}, dense]"), 3,
            "run.yaml:2:37: model[0].inputs: 'feature' is no layer before this one, and no field of the data; did you mean"
                + " 'features'?"),
        Row.configured("a layer named as a field",
            CONFIGURATION.replace("[{dense: {}}]", "[{dense: {units: 3}, name: features}, dense]"), 3,
            "run.yaml:2:35: model[0].name: a field of the data is named 'features' too; give the layer another name"),
        Row.configured("no whole batch", CONFIGURATION.replace("1}", "1, drop-last: true, batch-size: 100}"), 3,
            "which fill no batch of 100, and incomplete ones are left out; make the batch smaller"),
        Row.configured("no such folder of images", IMAGES, 4, "$/none: there is no such file"),
        Row.configured("no such IDX files", IMAGES.replace("images", "idx"), 4,
            "$/none/train-labels-idx1-ubyte: there is no such file"),
        Row.of("train $/run.yaml --data $/other.csv --out $/run", 4, "$/other.csv: there is no such file"),
        Row.configured("no such data file", CONFIGURATION.replace("data.csv", "none.csv"), 4, "none.csv"));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void isToldWithItsCode(Row row) throws IOException {
    if (!row.data().isEmpty()) {
      Files.writeString(folder.resolve("data.csv"), row.data());
    }
    Files.writeString(folder.resolve("run.yaml"), row.configuration());
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String[] arguments = row.arguments().replace("$", folder.toString()).split(" ");
    int code = Sinabro.run(new PrintWriter(out), new PrintWriter(err), arguments);
    assertTrue(err.toString().contains(row.message().replace("$", folder.toString())), err.toString());
    assertEquals(row.code(), code, err.toString());
    assertFalse(err.toString().contains("\tat "), "a stack trace: " + err);
    try (Stream<Path> left = Files.list(folder)) {
      assertTrue(left.allMatch(path -> path.toString().matches(".*(data.csv|run.yaml)")), "something was left behind");
    }
  }
}
