package dev.sinabro.cli.config;

import dev.sinabro.backend.MatmulPrecision;
import dev.sinabro.cli.config.DataSection.Split;
import dev.sinabro.data.BuiltIn;
import dev.sinabro.data.Normalization;
import dev.sinabro.data.Task;
import dev.sinabro.optim.Adam;
import dev.sinabro.optim.GradientDescent;
import dev.sinabro.optim.Momentum;
import dev.sinabro.optim.Optimizer;
import dev.sinabro.optim.Schedule;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads configurations, checks them, and tells all that is wrong at once. */
public final class ConfigurationReader {

  private static final Pattern NAME = Pattern.compile("[\\w.-]{1,64}");
  private static final List<String> OPTIMIZERS = List.of("sgd", "momentum", "adam");
  private static final List<String> SCHEDULES = List.of("constant", "step");

  private final List<Problem> problems;

  private ConfigurationReader(List<Problem> problems) {
    this.problems = problems;
  }

  /**
   * Reads a file.
   *
   * @param settings of the command line, applied in order
   * @throws ConfigurationException with every problem there is
   */
  public static ConfigurationFile read(Path file, List<Setting> settings) {
    String text;
    try {
      text = Files.readString(file);
    } catch (CharacterCodingException e) {
      throw unreadable(file, "is not UTF-8 text; save it as UTF-8");
    } catch (NoSuchFileException e) {
      throw unreadable(file, "there is no such file; 'sinabro init iris > " + file + "' makes one to begin with");
    } catch (AccessDeniedException e) {
      throw unreadable(file, "may not be read; allow it with 'chmod u+r " + file + "'");
    } catch (IOException e) {
      throw unreadable(file, Files.isDirectory(file) ? "is a folder, not a file" : "cannot be read: " + e.getMessage());
    }
    var folder = Optional.ofNullable(file.getParent()).orElse(Path.of(""));
    return read(file.toString(), stem(file), folder, text, settings);
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
    return new ConfigurationFile(configuration, folder, tree);
  }

  private static ConfigurationException unreadable(Path file, String message) {
    return new ConfigurationException(List.of(new Problem(Place.in(file.toString()), "", message)));
  }

  private static String stem(Path file) {
    var stem = file.getFileName().toString().replaceFirst("\\.[^.]*$", "").replaceAll("[^\\w.-]", "-");
    return stem.isEmpty() ? "run" : stem.substring(0, Math.min(64, stem.length()));
  }

  private Configuration configuration(Tree tree, String source, String defaultName) {
    var root = Section.of(problems, "", new Place(source, 1, 1), tree);
    var name = root.text("name", "a name");
    if (name != null && !NAME.matcher(name).matches()) {
      root.problem("name", "expected up to 64 letters, digits, '.', '_' and '-', since a folder is called so, found '"
          + name + "'");
    }
    var data = data(root.section("data"));
    var loss = new LossRules(problems, root, root.choice("loss", LossName.class), data.task());
    var layers = new ModelReader(problems).read(root, loss);
    var optimizer = optimizer(root.find("optimizer"));
    var schedule = schedule(root.find("schedule"));
    var train = train(root.section("train"));
    root.end();
    return new Configuration(name == null ? defaultName : name, data, layers, loss.loss(), optimizer, schedule, train);
  }

  private DataSection data(Section section) {
    var source = source(section);
    var target = section.text("target", "the name of a column");
    if (!section.has("target")) {
      section.missing("target", "name the column to learn, such as target: species");
    }
    var task = section.choice("task", Task.class);
    var ignore = section.texts("ignore", "a list of columns, such as [id, date]");
    if (target != null && ignore.contains(target)) {
      section.problem("ignore", "leaves out '" + target + "', which is the target; take it from one of both");
    }
    var split = split(section.section("split"));
    var normalize = section.choice("normalize", Normalization.class);
    var delimiter = delimiter(section);
    section.end();
    return new DataSection(source, target == null ? "" : target, task, ignore, split,
        normalize == null ? Normalization.STANDARD : normalize, delimiter);
  }

  private static DataSource source(Section section) {
    var wanted = "a CSV file or " + DataSource.PREFIX + "NAME";
    var path = section.text("path", wanted);
    if (!section.has("path")) {
      section.missing("path", "name " + wanted + ", such as path: wine.csv");
    }
    if (path == null || !path.startsWith(DataSource.PREFIX)) {
      return new DataSource.OfFile(path == null ? "" : path);
    }
    var names = Words.all(BuiltIn.class);
    var name = path.substring(DataSource.PREFIX.length());
    if (names.contains(name)) {
      return new DataSource.OfLibrary(BuiltIn.values()[names.indexOf(name)]);
    }
    section.problem("path", "unknown built-in data '" + name + "'; " + Nearest.hint(name, names));
    return new DataSource.OfFile(path);
  }

  private static Split split(Section section) {
    double validation = section.number("validation", 0.1, Range.FRACTION);
    double test = section.number("test", 0.2, Range.FRACTION);
    if (validation + test >= 1) {
      section.problem("test", "validation " + validation + " and test " + test + " leave no row for training; "
          + "their sum must be below 1");
    }
    Long seed = section.has("seed") ? Long.valueOf(section.whole("seed", 0, 0, Long.MAX_VALUE)) : null;
    section.end();
    return new Split(validation, test, seed);
  }

  private static @Nullable Character delimiter(Section section) {
    var text = section.rawText("delimiter", "one character, such as ';' in quotes");
    if (text == null) {
      return null;
    }
    if (text.length() != 1 || "\n\r\"".contains(text)) {
      section.problem("delimiter", "expected one character, such as ';' or \"\\t\" in quotes, found '" + text + "'");
      return null;
    }
    return text.charAt(0);
  }

  private Optimizer optimizer(Tree.@Nullable Entry entry) {
    var named = entry == null
        ? null
        : Section.named(problems, "optimizer", "optimizer", entry.value(), OPTIMIZERS);
    if (named == null) {
      return Optimizer.adam(0.001);
    }
    var section = named.section();
    double rate = section.number("learning-rate", named.name().equals("adam") ? 0.001 : 0.01, Range.POSITIVE);
    var optimizer = switch (named.name()) {
      case "sgd" -> new GradientDescent(rate, decay(section));
      case "momentum" -> new Momentum(rate, section.number("momentum", 0.9, Range.FRACTION), decay(section));
      default -> new Adam(rate, section.number("beta1", 0.9, Range.FRACTION),
          section.number("beta2", 0.999, Range.FRACTION), section.number("epsilon", 1e-8, Range.POSITIVE),
          decay(section));
    };
    section.end();
    return optimizer;
  }

  private static double decay(Section section) {
    return section.number("weight-decay", 0, Range.NOT_NEGATIVE);
  }

  private Schedule schedule(Tree.@Nullable Entry entry) {
    var named = entry == null
        ? null
        : Section.named(problems, "schedule", "schedule", entry.value(), SCHEDULES);
    if (named == null) {
      return new Schedule.Constant();
    }
    var schedule = named.name().equals("step")
        ? new Schedule.StepDecay(named.section().whole("every", 10, 1),
            named.section().number("factor", 0.5, Range.FACTOR))
        : new Schedule.Constant();
    named.section().end();
    return schedule;
  }

  private static TrainSection train(Section section) {
    int epochs = section.whole("epochs", 30, 1);
    int batchSize = section.whole("batch-size", 32, 1);
    var precision = section.choice("matmul-precision", MatmulPrecision.class);
    var train = new TrainSection(epochs, batchSize, precision == null ? MatmulPrecision.FP32 : precision,
        section.whole("seed", 42, 0, Long.MAX_VALUE));
    section.end();
    return train;
  }
}
