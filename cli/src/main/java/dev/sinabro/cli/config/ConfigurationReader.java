package dev.sinabro.cli.config;

import dev.sinabro.cli.catalogue.Choice;
import dev.sinabro.cli.catalogue.DataSection;
import dev.sinabro.cli.catalogue.DataSource;
import dev.sinabro.cli.catalogue.Entry;
import dev.sinabro.cli.catalogue.Keys;
import dev.sinabro.data.Task;
import dev.sinabro.nn.Layer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads configurations, checks them, and tells all that is wrong at once. */
public final class ConfigurationReader {

  /** Bytes of a text, at most: a thousand times what the longest example has. */
  private static final int MOST_BYTES = 1 << 20;

  private static final Pattern NAME = Pattern.compile("[\\w.-]{1,64}");

  private final List<Problem> problems;
  private final ValueReader reader;

  private ConfigurationReader(List<Problem> problems) {
    this.problems = problems;
    this.reader = new ValueReader(problems);
  }

  /**
   * Reads a file, or a pipe.
   *
   * @param settings of the command line, applied in order
   * @throws ConfigurationException with every problem there is
   */
  public static ConfigurationFile read(Path file, List<Setting> settings) {
    String text;
    try {
      try (var in = Files.newInputStream(file)) {
        text = text(in, file.toString());
      }
    } catch (CharacterCodingException e) {
      throw unreadable(file.toString(), "is not UTF-8 text; save it as UTF-8");
    } catch (NoSuchFileException e) {
      throw unreadable(file.toString(),
          "there is no such file; 'sinabro init iris > " + file + "' makes one to begin with");
    } catch (AccessDeniedException e) {
      throw unreadable(file.toString(), "may not be read; allow it with 'chmod u+r " + file + "'");
    } catch (IOException e) {
      throw unreadable(file.toString(),
          Files.isDirectory(file) ? "is a folder, not a file" : "cannot be read: " + e.getMessage());
    }
    var folder = Optional.ofNullable(file.getParent()).orElse(Path.of(""));
    return read(file.toString(), stem(file), folder, text, settings);
  }

  /**
   * Reads a stream to its end, such as standard input.
   *
   * @param source what messages call it
   * @param settings of the command line, applied in order
   * @throws ConfigurationException with every problem there is
   */
  public static ConfigurationFile read(InputStream in, String source, List<Setting> settings) {
    try {
      return read(source, "run", Path.of(""), text(in, source), settings);
    } catch (CharacterCodingException e) {
      throw unreadable(source, "is not UTF-8 text; save it as UTF-8");
    } catch (IOException e) {
      throw unreadable(source, "cannot be read: " + e.getMessage());
    }
  }

  /** No more is read than a configuration has: a parser needs many times the memory of its text. */
  private static String text(InputStream in, String source) throws IOException {
    var bytes = in.readNBytes(MOST_BYTES + 1);
    if (bytes.length > MOST_BYTES) {
      throw unreadable(source,
          "has more than " + MOST_BYTES + " bytes, and is not read as a configuration; keep data in"
              + " files of their own");
    }
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }

  /**
   * Reads a text.
   *
   * @param source what messages call it
   * @param name of the run where the text gives none
   * @param folder where relative paths start
   * @throws ConfigurationException with every problem there is
   */
  public static ConfigurationFile read(String source, String name, Path folder, String text, List<Setting> settings) {
    var problems = new ArrayList<Problem>();
    var tree = YamlTree.parse(source, text.startsWith("\uFEFF") ? text.substring(1) : text, problems);
    if (Tree.isNull(tree)) {
      var message = "is empty; 'sinabro init iris' prints a configuration to begin with";
      throw new ConfigurationException(List.of(new Problem(Place.in(source), "", message)));
    }
    if (!(tree instanceof Tree.Mapping)) {
      var message = "expected keys with values such as 'train: {epochs: 5}', found " + tree.found();
      throw new ConfigurationException(List.of(new Problem(tree.place(), "", message)));
    }
    for (var setting : settings) {
      tree = setting.applyTo(tree, problems);
    }
    var configuration = new ConfigurationReader(problems).configuration(tree, source, name);
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return new ConfigurationFile(configuration, folder, tree, variants(configuration, folder, tree, problems));
  }

  /** The configuration of each variant, which has no variants of its own. */
  private static Map<String, ConfigurationFile> variants(Configuration configuration, Path folder, Tree tree,
      List<Problem> problems) {
    var files = new LinkedHashMap<String, ConfigurationFile>();
    for (var variant : configuration.variants()) {
      var own = tree;
      for (var setting : variant.settings().entrySet()) {
        own = new Setting("variant " + variant.name(), setting.getKey(), setting.getValue()).applyTo(own, problems);
      }
      var read = new ConfigurationReader(problems).configuration(own, tree.place().source(), configuration.name());
      files.put(variant.name(), new ConfigurationFile(read.withoutVariants(), folder, own, Map.of()));
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems.stream().distinct().toList());
    }
    return files;
  }

  private static ConfigurationException unreadable(String source, String message) {
    return new ConfigurationException(List.of(new Problem(Place.in(source), "", message)));
  }

  private static String stem(Path file) {
    var stem = file.getFileName().toString().replaceFirst("\\.[^.]*$", "").replaceAll("[^\\w.-]", "-");
    return stem.isEmpty() ? "run" : stem.substring(0, Math.min(64, stem.length()));
  }

  private Configuration configuration(Tree tree, String source, String defaultName) {
    var root = Section.of(problems, "", new Place(source, 1, 1), tree);
    var values = new LinkedHashMap<String, Object>();
    for (var key : ConfigurationKeys.ROOT.keys()) {
      // The layers come last: what they must be depends on the loss.
      var value = key.equals(ConfigurationKeys.MODEL) ? null : reader.value(key, root);
      if (value != null) {
        values.put(key.name(), value);
      }
    }
    var read = new Choice<Keys>(ConfigurationKeys.ROOT, values);
    check(read, root);
    var model = model(read, root);
    root.end();
    return new Configuration(read.with(ConfigurationKeys.MODEL, model)
        .with(ConfigurationKeys.NAME, read.find(ConfigurationKeys.NAME).orElse(defaultName)));
  }

  private void check(Choice<Keys> read, Section root) {
    read.find(ConfigurationKeys.NAME).filter(name -> !NAME.matcher(name).matches())
        .ifPresent(name -> root.problem("name", "expected up to 64 letters, digits, '.', '_' and '-', since a folder is"
            + " called so, found '" + name + "'"));
    var section = root.section("data");
    var data = read.get(ConfigurationKeys.DATA);
    for (var key : List.of(DataSection.PATH, DataSection.EDGES)) {
      data.find(key).ifPresent(path -> checkSource(key.name(), path, data, section));
    }
    data.find(DataSection.TARGET).filter(data.find(DataSection.IGNORE).orElse(List.of())::contains)
        .ifPresent(target -> section.problem("ignore",
            "leaves out '" + target + "', which is the target; take it from one of both"));
    var split = data.complete().build().split();
    if (split.validation() + split.test() >= 1) {
      section.section("split").problem("test", "validation " + split.validation() + " and test " + split.test()
          + " leave no row for training; their sum must be below 1");
    }
  }

  private static void checkSource(String key, String path, Choice<DataSection> data, Section section) {
    var source = DataSource.of(path);
    if (source instanceof DataSource.OfFile) {
      checkName(key, path, DataSource.BUILT_IN, "built-in data", section);
      checkName(key, path, DataSource.CACHED, "data of the cache", section);
    }
    source.form().filter(form -> form != data.complete().build().form())
        .ifPresent(form -> section.problem(key, path + " is " + form.text() + "; use kind: " + kinds(form)));
  }

  private static void checkName(String key, String path, String prefix, String what, Section section) {
    if (path.startsWith(prefix)) {
      var name = path.substring(prefix.length());
      section.problem(key, "unknown " + what + " '" + name + "'; " + Nearest.hint(name, DataSource.names(prefix)));
    }
  }

  private static String kinds(DataSource.Form form) {
    return DataSection.DATA.entries().stream().filter(entry -> entry.sample().build().form() == form)
        .map(Entry::name).collect(Collectors.joining(" or "));
  }

  private static @Nullable Task task(Choice<DataSection> data) {
    return data.entry().keys().contains(DataSection.TASK)
        ? data.find(DataSection.TASK).orElse(null)
        : data.complete().build().task();
  }

  private List<Choice<Layer>> model(Choice<Keys> read, Section root) {
    var task = task(read.get(ConfigurationKeys.DATA));
    var loss = new LossRules(problems, root, read.find(ConfigurationKeys.LOSS), task);
    loss.checkTask();
    read.find(ConfigurationKeys.METRICS).ifPresent(loss::checkMetrics);
    var key = ConfigurationKeys.MODEL;
    if (!root.has(key.name())) {
      reader.value(key, root);
      return List.of();
    }
    var layers = new LinkedLayers(reader, problems);
    var drafts = reader.several(ConfigurationKeys.LAYERS, key.name(), root, layers::draft);
    layers.end();
    return LinkedLayers.shared(LayerRules.model(drafts, problems, loss));
  }
}
