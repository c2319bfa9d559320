package dev.foldcast;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.Formatter;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Which package may use which: the one place where the arrows between packages are written down.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LayeringTest {
  private static final String ROOT = "dev.foldcast";

  /** Each package and what it may use; it may also use what those may use. "" is the root. */
  private static final Map<String, List<String>> MAY_USE =
      Map.ofEntries(
          Map.entry("error", List.of()),
          Map.entry("array", List.of("error")),
          Map.entry("expr", List.of("array")),
          Map.entry("io", List.of("array")),
          Map.entry("exact", List.of("array")),
          Map.entry("plan", List.of("expr")),
          Map.entry("kernel", List.of("plan")),
          Map.entry("opencl", List.of("error")),
          Map.entry("engine", List.of("kernel", "opencl", "exact")),
          Map.entry("measure", List.of("engine")),
          Map.entry("check", List.of("measure")),
          Map.entry("tuning", List.of("measure")),
          Map.entry("tuning.report", List.of("tuning")),
          Map.entry("", List.of("engine", "tuning", "io")),
          Map.entry("cli", List.of("", "check", "tuning.report")));

  private static final List<Class<?>> WRITERS =
      List.of(String.class, PrintStream.class, PrintWriter.class, Formatter.class);

  private JavaClasses main = new ClassFileImporter().importClasses();

  @BeforeAll
  void importMainClasses() {
    main =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);
    assertTrue(main.size() > 10, "found only " + main.size() + " classes: wrong class path?");
  }

  @Test
  void everyPackageIsInTheTable() {
    Set<String> unknown = new TreeSet<>();
    for (JavaClass c : main) {
      String name = shortName(c.getPackageName());
      if (!MAY_USE.containsKey(name)) {
        unknown.add(c.getPackageName());
      }
    }
    assertEquals(Set.of(), unknown);
  }

  @Test
  void packagesUseOnlyWhatTheTableAllows() {
    for (String name : MAY_USE.keySet()) {
      String[] allowed =
          reachable(name).stream().map(LayeringTest::fullName).toArray(String[]::new);
      noClasses()
          .that()
          .resideInAPackage(fullName(name))
          .should()
          .dependOnClassesThat(resideInAPackage(ROOT + "..").and(not(resideInAnyPackage(allowed))))
          .because(name + " may use " + Arrays.toString(allowed))
          .allowEmptyShould(true)
          .check(main);
    }
  }

  @Test
  void packagesFormNoCycles() {
    slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(main);
  }

  @Test
  void joclIsUsedInOpenclOnly() {
    onlyIn("org.jocl..", "opencl");
  }

  @Test
  void picocliIsUsedInCliOnly() {
    onlyIn("picocli..", "cli");
  }

  @Test
  void jsonIsUsedInTuningAndCliOnly() {
    onlyIn("com.fasterxml..", "tuning", "cli");
  }

  @Test
  void onlyCliPrints() {
    noClasses()
        .that()
        .resideOutsideOfPackage(fullName("cli"))
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .check(main);
  }

  /** Some locales have digits, decimal points and capitals of their own; compilers do not. */
  @Test
  void nothingIsWrittenInTheLocaleOfTheMachine() {
    noClasses()
        .should()
        .callMethodWhere(
            DescribedPredicate.describe(
                "its text follows the default locale", call -> followsLocale(call.getTarget())))
        .check(main);
  }

  private static boolean followsLocale(AccessTarget target) {
    boolean given =
        ((AccessTarget.CodeUnitCallTarget) target)
            .getRawParameterTypes().stream().anyMatch(type -> type.isEquivalentTo(Locale.class));
    boolean formats = Set.of("format", "formatted", "printf").contains(target.getName());
    boolean spells = Set.of("toLowerCase", "toUpperCase").contains(target.getName());
    JavaClass owner = target.getOwner();
    return !given
        && ((formats && WRITERS.stream().anyMatch(owner::isAssignableTo))
            || (spells && owner.isEquivalentTo(String.class)));
  }

  @Test
  void everyPackageIsNullMarked() {
    Set<JavaPackage> packages = new HashSet<>();
    main.forEach(c -> packages.add(c.getPackage()));
    List<String> unmarked = new ArrayList<>();
    for (JavaPackage p : packages) {
      if (!p.isAnnotatedWith(NullMarked.class)) {
        unmarked.add(p.getName() + " has no package-info with @NullMarked");
      }
    }
    assertEquals(List.of(), unmarked);
  }

  private void onlyIn(String library, String... packages) {
    String[] allowed = Arrays.stream(packages).map(LayeringTest::fullName).toArray(String[]::new);
    noClasses()
        .that()
        .resideOutsideOfPackages(allowed)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library)
        .check(main);
  }

  /** The package itself and all that it may use. */
  private static Set<String> reachable(String name) {
    Set<String> seen = new TreeSet<>();
    Deque<String> open = new ArrayDeque<>(List.of(name));
    while (!open.isEmpty()) {
      String next = open.pop();
      if (seen.add(next)) {
        open.addAll(MAY_USE.get(next));
      }
    }
    return seen;
  }

  private static String fullName(String name) {
    return name.isEmpty() ? ROOT : ROOT + "." + name;
  }

  private static String shortName(String fullName) {
    return fullName.equals(ROOT) ? "" : fullName.substring(ROOT.length() + 1);
  }
}
