package dev.sinabro.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/** The rules by name. None of them minds a package that is empty yet. */
final class Rules {
  private static final String ROOT = "dev.sinabro.";

  /** Which packages of core each of them may import; "graph.Shape" is this class alone. */
  private static final Map<String, List<String>> CORE = new LinkedHashMap<>();

  static {
    CORE.put("natives", List.of());
    CORE.put("graph", List.of());
    CORE.put("grad", List.of("graph"));
    CORE.put("compile", List.of("graph"));
    CORE.put("backend", List.of("compile", "graph"));
    CORE.put("reference", List.of("backend", "compile", "graph"));
    CORE.put("nn", List.of("graph"));
    CORE.put("loss", List.of("graph", "nn"));
    CORE.put("metric", List.of("graph", "nn", "loss"));
    CORE.put("optim", List.of("graph", "nn"));
    CORE.put("data", List.of("graph.DType", "graph.Shape", "graph.TensorType", "graph.HostTensor", "graph.Philox"));
    CORE.put("io", List.of("graph", "nn"));
    CORE.put("onnx", List.of("graph", "compile", "nn", "io"));
    CORE.put("run", List.of("backend", "compile", "graph"));
    CORE.put("train",
        List.of("graph", "grad", "compile", "backend", "reference", "nn", "loss", "metric", "optim", "data",
            "io", "run"));
  }

  private static final String[] CORE_PACKAGES = CORE.keySet().stream().map(Rules::within).toArray(String[]::new);

  private Rules() {}

  static Map<String, ArchRule> all() {
    Map<String, ArchRule> rules = new LinkedHashMap<>();
    CORE.forEach((name, allowed) -> rules.put(name + " imports", imports(name, allowed)));
    rules.put("cpu imports", seesOfOurs("cpu", Stream.of(CORE_PACKAGES)));
    rules.put("cuda imports",
        seesOfOurs("cuda", Stream.concat(Stream.of(CORE_PACKAGES), Stream.of(within("kernels")))));
    rules.put("cli imports", seesOfOurs("cli", Stream.of(CORE_PACKAGES)));
    rules.put("cli.http imports", seesOfOurs("cli.http", Stream.of()));
    rules.put("cli.page imports", seesOfOurs("cli.page", Stream.of(within("cli.http"), within("cli.charts"))));
    rules.put("no cycles", slices().matching(ROOT + "(**)").should().beFreeOfCycles().allowEmptyShould(true));
    rules.put("only the command prints", noClasses().that(resideOutsideOfPackages(within("cli")))
        .should(ACCESS_STANDARD_STREAMS).orShould().callMethod(Throwable.class, "printStackTrace")
        .allowEmptyShould(true));
    rules.put("the Vector API in one package", classes().that(resideOutsideOfPackages(ROOT + "cpu.vector"))
        .should().onlyDependOnClassesThat(resideOutsideOfPackages("jdk.incubator.vector..")).allowEmptyShould(true));
    rules.put("the JDK's HTTP server in one package", classes().that(resideOutsideOfPackages(ROOT + "cli.http"))
        .should().onlyDependOnClassesThat(resideOutsideOfPackages("com.sun.net.httpserver..")).allowEmptyShould(true));
    rules.put("JCuda in one package", classes().that(use("jcuda..")).should(shareOnePackage()).allowEmptyShould(true));
    rules.put("null-marked", classes().should(beNullMarked()).allowEmptyShould(true));
    return rules;
  }

  private static String within(String name) {
    return ROOT + name + "..";
  }

  private static ArchRule imports(String name, List<String> allowed) {
    return seesOfOurs(name, allowed.stream().map(Rules::packageOrClass));
  }

  private static String packageOrClass(String name) {
    return name.indexOf('.') < 0 ? within(name) : ROOT + name;
  }

  private static ArchRule seesOfOurs(String name, Stream<String> allowed) {
    List<String> patterns = Stream.concat(Stream.of(within(name)), allowed).toList();
    var packages = patterns.stream().filter(pattern -> pattern.endsWith("..")).toArray(String[]::new);
    var classes = patterns.stream().filter(pattern -> !pattern.endsWith("..")).toList();
    var mayBeSeen =
        resideOutsideOfPackages(ROOT.substring(0, ROOT.length() - 1) + "..").or(resideInAnyPackage(packages))
            .or(DescribedPredicate.describe("are " + classes, target -> classes.contains(target.getName())));
    return classes().that(resideInAnyPackage(within(name))).should().onlyDependOnClassesThat(mayBeSeen)
        .allowEmptyShould(true);
  }

  private static DescribedPredicate<JavaClass> use(String packages) {
    var theirs = resideInAnyPackage(packages);
    return DescribedPredicate.describe("use " + packages,
        user -> user.getDirectDependenciesFromSelf().stream().anyMatch(use -> theirs.test(use.getTargetClass())));
  }

  private static ArchCondition<JavaClass> shareOnePackage() {
    return new ArchCondition<>("share one package") {
      private final Set<String> packages = new TreeSet<>();

      @Override
      public void check(JavaClass user, ConditionEvents events) {
        packages.add(user.getPackageName());
      }

      @Override
      public void finish(ConditionEvents events) {
        events.add(new SimpleConditionEvent(packages, packages.size() <= 1, "used in " + packages));
      }
    };
  }

  private static ArchCondition<JavaClass> beNullMarked() {
    return new ArchCondition<>("be in a package that is @NullMarked") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        events.add(new SimpleConditionEvent(type, type.getPackage().isAnnotatedWith(NullMarked.class),
            type.getName() + ": its package has no package-info.java with @NullMarked"));
      }
    };
  }
}
