package dev.bwob.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The direction of dependencies, and which package may speak which library. */
@AnalyzeClasses(packages = "dev.bwob", importOptions = ImportOption.DoNotIncludeTests.class)
final class LayersTest {
  @ArchTest
  static final ArchRule dependenciesPointDownwards =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("daemon")
          .definedBy("dev.bwob.daemon..")
          .layer("rpc")
          .definedBy("dev.bwob.rpc..")
          .layer("remotecache")
          .definedBy("dev.bwob.remotecache..")
          .layer("server")
          .definedBy("dev.bwob.server..")
          .layer("fetch")
          .definedBy("dev.bwob.fetch..")
          .layer("ingest")
          .definedBy("dev.bwob.ingest..")
          .layer("cas.stack")
          .definedBy("dev.bwob.cas.stack..")
          .layer("cas.transport")
          .definedBy("dev.bwob.cas.grpc..", "dev.bwob.cas.disk..", "dev.bwob.cas.http..")
          .layer("cas.local")
          .definedBy("dev.bwob.cas.local..")
          .layer("cas.source")
          .definedBy("dev.bwob.cas.source..")
          .layer("cas")
          .definedBy("dev.bwob.cas")
          .layer("index.sqlite")
          .definedBy("dev.bwob.index.sqlite..")
          .layer("index")
          .definedBy("dev.bwob.index")
          .layer("output")
          .definedBy("dev.bwob.output..")
          .layer("path")
          .definedBy("dev.bwob.path..")
          .layer("digest")
          .definedBy("dev.bwob.digest..")
          .whereLayer("daemon")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("rpc")
          .mayOnlyBeAccessedByLayers("daemon")
          .whereLayer("remotecache")
          .mayOnlyBeAccessedByLayers("daemon")
          .whereLayer("server")
          .mayOnlyBeAccessedByLayers("rpc", "remotecache")
          .whereLayer("cas.local")
          .mayOnlyBeAccessedByLayers("daemon", "remotecache")
          .whereLayer("fetch")
          .mayOnlyBeAccessedByLayers("daemon", "rpc")
          .whereLayer("ingest")
          .mayOnlyBeAccessedByLayers("daemon", "rpc")
          .whereLayer("cas.stack")
          .mayOnlyBeAccessedByLayers("daemon")
          .whereLayer("cas.transport")
          .mayOnlyBeAccessedByLayers("daemon", "cas.stack")
          .whereLayer("cas.source")
          .mayOnlyBeAccessedByLayers("daemon", "cas.stack", "cas.transport")
          .whereLayer("cas")
          .mayOnlyBeAccessedByLayers(
              "daemon",
              "rpc",
              "remotecache",
              "fetch",
              "cas.stack",
              "cas.transport",
              "cas.local",
              "cas.source")
          .whereLayer("index.sqlite")
          .mayOnlyBeAccessedByLayers("daemon")
          .whereLayer("index")
          .mayOnlyBeAccessedByLayers(
              "daemon", "rpc", "remotecache", "fetch", "ingest", "index.sqlite")
          .whereLayer("output")
          .mayOnlyBeAccessedByLayers(
              "daemon", "rpc", "remotecache", "fetch", "ingest", "index.sqlite", "index")
          .whereLayer("digest")
          .mayOnlyBeAccessedByLayers(
              "daemon",
              "rpc",
              "remotecache",
              "fetch",
              "ingest",
              "cas",
              "cas.stack",
              "cas.transport",
              "cas.local",
              "cas.source",
              "index.sqlite",
              "index",
              "output");

  @ArchTest
  static final ArchRule grpcStaysAtTheEdges =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "dev.bwob.rpc..",
              "dev.bwob.remotecache..",
              "dev.bwob.server..",
              "dev.bwob.cas.grpc..",
              "dev.bwob.daemon..",
              "dev.bwob.v1..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.grpc..");

  @ArchTest
  static final ArchRule sqlStaysInTheIndex =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.bwob.index.sqlite..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.sql..", "org.sqlite..");

  @ArchTest
  static final ArchRule ourOwnProtosStayInRpc =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.bwob.rpc..", "dev.bwob.daemon..", "dev.bwob.v1..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.bwob.v1..");

  @ArchTest
  static final ArchRule buildEventsStayInIngest =
      noClasses()
          .that()
          .resideInAPackage("dev.bwob..")
          .and()
          .resideOutsideOfPackage("dev.bwob.ingest.bep..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.google.devtools.build.lib.buildeventstream..");

  @ArchTest
  static final ArchRule onlyMainEndsTheProcess =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("dev.bwob.daemon.Main")
          .should()
          .callMethod(System.class, "exit", int.class);

  @ArchTest
  static final ArchRule interfacesAreSmall =
      classes()
          .that()
          .areInterfaces()
          .and()
          .resideOutsideOfPackages("dev.bwob.v1..")
          .should(new HaveAtMostMethods(5));
}
