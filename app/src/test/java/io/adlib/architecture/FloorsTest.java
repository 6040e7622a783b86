package io.adlib.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The rules of the house, checked on the compiled classes. */
class FloorsTest {

  private static final List<String> FLOORS =
      List.of(
          "core",
          "kernel",
          "data",
          "encode",
          "sid",
          "market",
          "evaluate",
          "llm",
          "learn",
          "infer",
          "serve",
          "console",
          "app");

  private static JavaClasses house;

  @BeforeAll
  static void readTheHouse() {
    house =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.adlib");
  }

  @Test
  void aModuleUsesOnlyThoseAboveItInTheTable() {
    for (int floor = 0; floor < FLOORS.size() - 1; floor++) {
      String[] below =
          FLOORS.subList(floor + 1, FLOORS.size()).stream()
              .map(FloorsTest::packages)
              .toArray(String[]::new);
      noClasses()
          .that()
          .resideInAPackage(packages(FLOORS.get(floor)))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(below)
          .check(house);
    }
  }

  @Test
  void theServingLibraryIsPureJava() {
    noClasses()
        .that()
        .resideInAnyPackage(
            packages("core"),
            packages("kernel"),
            packages("sid"),
            packages("infer"),
            packages("market"))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                packages("data"),
                packages("encode"),
                packages("evaluate"),
                packages("llm"),
                packages("learn"),
                "org.bytedeco..",
                "ai.onnxruntime..",
                "ai.djl..",
                "org.duckdb..",
                "org.rocksdb..",
                "tools.jackson.."))
        .check(house);
  }

  @Test
  void nativesStayInsideTheModuleThatNamesThem() {
    onlyFrom("learn.torch", "org.bytedeco..");
    onlyFrom("encode", "ai.onnxruntime..", "ai.djl..");
    onlyFrom("data", "org.duckdb..", "org.rocksdb..");
    onlyFrom("kernel", "jdk.incubator.vector..");
    onlyFrom("llm", "dev.langchain4j..", "de.kherud..");
    onlyFrom("serve", "io.helidon..");
  }

  private static void onlyFrom(String room, String... libraries) {
    noClasses()
        .that()
        .resideOutsideOfPackage(packages(room))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(libraries)
        .check(house);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("io.adlib.(*)..").should().beFreeOfCycles().check(house);
  }

  @Test
  void nobodyLogsThroughTheJdkOrPrintsOutsideTheCommandLine() {
    noClasses().should().dependOnClassesThat().resideInAPackage("java.util.logging..").check(house);
    noClasses()
        .that()
        .resideOutsideOfPackages(packages("app"), packages("bench"))
        .should()
        .accessField(System.class, "out")
        .check(house);
  }

  @Test
  void everyPackageIsNullMarked() {
    classes()
        .should(
            new ArchCondition<>("be in a @NullMarked package") {
              @Override
              public void check(JavaClass item, ConditionEvents events) {
                boolean marked = item.getPackage().isAnnotatedWith(NullMarked.class);
                events.add(
                    new SimpleConditionEvent(
                        item, marked, item.getPackageName() + " is not @NullMarked"));
              }
            })
        .check(house);
  }

  private static String packages(String module) {
    return "io.adlib." + module + "..";
  }
}
