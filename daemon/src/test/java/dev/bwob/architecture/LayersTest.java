package dev.bwob.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The direction of dependencies, and which package may speak which library. */
final class LayersTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.bwob");

  private static final Set<String> VALUES = Set.of("digest", "path", "output");

  /** Each package of the daemon, and the packages of bwob that it may use. */
  private static final Map<String, Set<String>> MAY_USE =
      Map.ofEntries(
          Map.entry("digest", Set.of()),
          Map.entry("path", Set.of()),
          Map.entry("output", Set.of("digest", "path")),
          Map.entry("index", VALUES),
          Map.entry("index.sqlite", with(VALUES, "index")),
          Map.entry("ingest", with(VALUES, "index")),
          Map.entry("ingest.bep", with(VALUES, "index", "ingest")),
          Map.entry("cas", Set.of("digest")),
          Map.entry("cas.source", Set.of("cas", "digest")),
          Map.entry("cas.grpc", Set.of("cas", "cas.source", "digest")),
          Map.entry("cas.http", Set.of("cas", "cas.source", "digest")),
          Map.entry("cas.disk", Set.of("cas", "cas.source", "digest")),
          Map.entry("cas.local", Set.of("cas", "digest")),
          Map.entry(
              "cas.stack",
              Set.of("cas", "cas.source", "cas.grpc", "cas.http", "cas.disk", "digest")),
          Map.entry("fetch", with(VALUES, "index", "cas")),
          Map.entry("server", Set.of()),
          Map.entry(
              "rpc", with(VALUES, "index", "ingest", "ingest.bep", "cas", "fetch", "server", "v1")),
          Map.entry("bes", with(VALUES, "index", "ingest", "ingest.bep", "server")),
          Map.entry("remotecache", Set.of("cas", "cas.local", "digest", "path", "server")));

  private static Set<String> with(Set<String> some, String... more) {
    Set<String> all = new HashSet<>(some);
    all.addAll(List.of(more));
    return Set.copyOf(all);
  }

  private static String packageOf(JavaClass type) {
    String name = type.getPackageName();
    return name.startsWith("dev.bwob.") ? name.substring("dev.bwob.".length()) : "";
  }

  @Test
  void dependenciesPointDownwards() {
    Set<String> upward = new TreeSet<>();
    for (JavaClass type : CLASSES) {
      Set<String> mayUse = MAY_USE.get(packageOf(type));
      if (mayUse == null) {
        continue;
      }
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        String used = packageOf(dependency.getTargetClass().getBaseComponentType());
        if (!used.isEmpty() && !used.equals(packageOf(type)) && !mayUse.contains(used)) {
          upward.add(dependency.getDescription());
        }
      }
    }
    assertEquals(Set.of(), upward);
  }

  @Test
  void everyPackageHasItsPlace() {
    Set<String> placed = new TreeSet<>(MAY_USE.keySet());
    // The wiring may use all; the rest is of other modules.
    placed.addAll(Set.of("daemon", "v1", "endpoint"));
    Set<String> found = new TreeSet<>();
    CLASSES.forEach(type -> found.add(packageOf(type)));
    assertTrue(placed.containsAll(found), () -> found + " against " + placed);
  }

  @Test
  void grpcStaysAtTheEdges() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "dev.bwob.rpc..",
            "dev.bwob.bes..",
            "dev.bwob.remotecache..",
            "dev.bwob.server..",
            "dev.bwob.cas.grpc..",
            "dev.bwob.daemon..",
            "dev.bwob.v1..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.grpc..")
        .check(CLASSES);
  }

  @Test
  void sqlStaysInTheIndex() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.bwob.index.sqlite..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.sql..", "org.sqlite..")
        .check(CLASSES);
  }

  @Test
  void ourOwnProtosStayInRpc() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.bwob.rpc..", "dev.bwob.daemon..", "dev.bwob.v1..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.bwob.v1..")
        .check(CLASSES);
  }

  @Test
  void buildEventsStayWhereTheyComeIn() {
    noClasses()
        .that()
        .resideInAPackage("dev.bwob..")
        .and()
        .resideOutsideOfPackages("dev.bwob.ingest.bep..", "dev.bwob.bes..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.google.devtools.build.lib.buildeventstream..")
        .check(CLASSES);
  }

  @Test
  void onlyMainEndsTheProcess() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("dev.bwob.daemon.Main")
        .should()
        .callMethod(System.class, "exit", int.class)
        .check(CLASSES);
  }

  @Test
  void interfacesAreSmall() {
    classes()
        .that()
        .areInterfaces()
        .and()
        .resideOutsideOfPackages("dev.bwob.v1..")
        .should(new HaveAtMostMethods(5))
        .check(CLASSES);
  }
}
