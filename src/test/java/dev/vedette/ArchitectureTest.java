package dev.vedette;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The rooms and floors of the house: a room uses lower floors only. */
class ArchitectureTest {

  private static final List<List<String>> FLOORS =
      List.of(
          List.of(
              "json", "bus", "feed", "counter", "blob", "store", "outbound", "telemetry", "config"),
          List.of("event", "project", "identity"),
          List.of(
              "ingest", "pipeline", "grouping", "issue", "release", "monitor", "trace", "relay"),
          List.of("http", "api", "web"),
          List.of("node", "load", "devservices", "cli"));

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.vedette");

  private static String[] packages(List<String> rooms) {
    return rooms.stream().map(room -> "dev.vedette." + room + "..").toArray(String[]::new);
  }

  @Test
  void noRoomUsesAFloorAboveIt() {
    for (int floor = 0; floor < FLOORS.size(); floor++) {
      for (int above = floor + 1; above < FLOORS.size(); above++) {
        noClasses()
            .that()
            .resideInAnyPackage(packages(FLOORS.get(floor)))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(packages(FLOORS.get(above)))
            .check(CLASSES);
      }
    }
  }

  @Test
  void roomsHaveNoCycles() {
    slices().matching("dev.vedette.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void everyClassLivesInAKnownRoom() {
    List<String> known = FLOORS.stream().flatMap(List::stream).toList();
    classes()
        .that()
        .resideInAPackage("dev.vedette..")
        .should()
        .resideInAnyPackage(
            java.util.stream.Stream.concat(
                    java.util.Arrays.stream(packages(known)),
                    java.util.stream.Stream.of("dev.vedette.jte.."))
                .toArray(String[]::new))
        .check(CLASSES);
  }

  @Test
  void subjectsDoNotUseEachOther() {
    for (String subject : FLOORS.get(1)) {
      List<String> others = FLOORS.get(1).stream().filter(other -> !other.equals(subject)).toList();
      noClasses()
          .that()
          .resideInAPackage("dev.vedette." + subject + "..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(packages(others))
          .check(CLASSES);
    }
  }

  @Test
  void worksMeetOnlyThroughMessages() {
    DescribedPredicate<JavaClass> verticle =
        DescribedPredicate.describe("verticles", one -> one.getSimpleName().endsWith("Verticle"));
    for (String room : FLOORS.get(2)) {
      List<String> others = FLOORS.get(2).stream().filter(one -> !one.equals(room)).toList();
      noClasses()
          .that()
          .resideInAPackage("dev.vedette." + room + "..")
          .should()
          .dependOnClassesThat(
              verticle.and(JavaClass.Predicates.resideInAnyPackage(packages(others))))
          .check(CLASSES);
    }
  }

  @Test
  void theEventIsPure() {
    noClasses()
        .that()
        .resideInAPackage("dev.vedette.event..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.vertx..", "java.sql..", "java.net.http..")
        .check(CLASSES);
  }

  /** The load generator is no part of a server: it plays the SDKs. */
  @Test
  void requestsToOthersGoThroughTheGuardedClient() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.vedette.outbound..", "dev.vedette.load..")
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("io.vertx.core.http.HttpClient")
        .orShould()
        .dependOnClassesThat()
        .resideInAnyPackage("java.net.http..", "io.vertx.ext.web.client..")
        .check(CLASSES);
  }
}
