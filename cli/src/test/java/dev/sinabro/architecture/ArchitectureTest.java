package dev.sinabro.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ArchitectureTest {
  private static final Map<String, ArchRule> RULES = Rules.all();

  /** A class that is not there but could be: its name, and the classes that it has fields of. */
  private record Sketch(String name, List<String> uses) {
    static Sketch of(String name, String... uses) {
      return new Sketch(name, List.of(uses));
    }

    void write(Path folder) throws IOException {
      byte[] bytes = ClassFile.of().build(ClassDesc.of(name), type -> {
        for (int i = 0; i < uses.size(); i++) {
          type.withField("field" + i, ClassDesc.of(uses.get(i)), ClassFile.ACC_PRIVATE);
        }
      });
      Path file = folder.resolve(name.replace('.', '/') + ".class");
      Files.createDirectories(file.getParent());
      Files.write(file, bytes);
    }
  }

  /** What breaks each rule, one sketch at least a rule. */
  private record Breach(String rule, Sketch... sketches) {
    @Override
    public String toString() {
      return rule + ": " + Stream.of(sketches).map(Sketch::toString).collect(Collectors.joining(", "));
    }
  }

  private static final class Ours {
    static final JavaClasses CLASSES =
        new ClassFileImporter().withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.sinabro");
  }

  static Set<String> rules() {
    return RULES.keySet();
  }

  static List<Breach> breaches() {
    return List.of(
        breach("natives imports", "natives.Stray", "graph.Graph"),
        breach("graph imports", "graph.Stray", "nn.Model"),
        breach("grad imports", "grad.Stray", "compile.Program"),
        breach("compile imports", "compile.Stray", "backend.Backend"),
        breach("backend imports", "backend.Stray", "run.Session"),
        breach("reference imports", "reference.Stray", "run.Session"),
        breach("nn imports", "nn.Stray", "loss.Loss"),
        breach("loss imports", "loss.Stray", "optim.Optimizer"),
        breach("metric imports", "metric.Stray", "optim.Optimizer"),
        breach("optim imports", "optim.Stray", "metric.Metric"),
        breach("data imports", "data.Stray", "graph.Tensor"),
        breach("io imports", "io.Stray", "train.Trainer"),
        breach("onnx imports", "onnx.Stray", "train.Trainer"),
        breach("run imports", "run.Stray", "reference.ReferenceBackend"),
        breach("train imports", "train.Stray", "cpu.CpuBackend"),
        breach("cpu imports", "cpu.Stray", "cuda.CudaBackend"),
        breach("cuda imports", "cuda.deep.Stray", "cpu.CpuBackend"),
        breach("cli imports", "cli.Stray", "cpu.CpuBackend"),
        breach("cli.http imports", "cli.http.Stray", "cli.page.Gate"),
        breach("cli.page imports", "cli.page.Stray", "cli.playground.Play"),
        new Breach("no cycles", Sketch.of("dev.sinabro.cpu.A", "dev.sinabro.cpu.deep.B"),
            Sketch.of("dev.sinabro.cpu.deep.B", "dev.sinabro.cpu.A")),
        new Breach("the Vector API in one package",
            Sketch.of("dev.sinabro.cpu.scalar.Stray", "jdk.incubator.vector.FloatVector")),
        new Breach("the JDK's HTTP server in one package",
            Sketch.of("dev.sinabro.cli.serve.Stray", "com.sun.net.httpserver.HttpExchange")),
        new Breach("JCuda in one package", Sketch.of("dev.sinabro.cuda.driver.Stream", "jcuda.driver.CUstream"),
            Sketch.of("dev.sinabro.cuda.Stray", "jcuda.Pointer")),
        new Breach("null-marked", Sketch.of("dev.sinabro.graph.Stray")));
  }

  private static Breach breach(String rule, String name, String use) {
    return new Breach(rule, Sketch.of("dev.sinabro." + name, "dev.sinabro." + use));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void holds(String rule) {
    RULES.get(rule).check(Ours.CLASSES);
  }

  @ParameterizedTest
  @MethodSource("breaches")
  void canFail(Breach breach, @TempDir Path folder) throws IOException {
    for (Sketch sketch : breach.sketches) {
      sketch.write(folder);
    }
    assertBroken(breach.rule, new ClassFileImporter().importPath(folder));
  }

  @Test
  void printingCanFail(@TempDir Path folder) throws IOException {
    byte[] bytes = ClassFile.of().build(ClassDesc.of("dev.sinabro.train.Stray"),
        type -> type.withMethodBody("print", ConstantDescs.MTD_void, ClassFile.ACC_STATIC,
            code -> code.getstatic(ClassDesc.of("java.lang.System"), "out", ClassDesc.of("java.io.PrintStream")).pop()
                .return_()));
    Files.write(folder.resolve("Stray.class"), bytes);
    assertBroken("only the command prints", new ClassFileImporter().importPath(folder));
  }

  @Test
  void everyRuleHasABreach() {
    Set<String> broken = breaches().stream().map(Breach::rule).collect(Collectors.toCollection(TreeSet::new));
    broken.add("only the command prints");
    assertEquals(new TreeSet<>(rules()), broken);
  }

  @Test
  void allModulesAreSeen() {
    for (String name : List.of("graph.Graph", "cpu.CpuProvider", "cuda.CudaProvider", "cli.Sinabro")) {
      assertTrue(Ours.CLASSES.contain("dev.sinabro." + name), name);
    }
    assertFalse(Ours.CLASSES.contain(ArchitectureTest.class), "tests are not judged");
  }

  private static void assertBroken(String rule, JavaClasses classes) {
    assertFalse(classes.isEmpty(), "nothing was imported");
    assertTrue(RULES.get(rule).evaluate(classes).hasViolation(), rule + " holds for " + classes);
  }
}
