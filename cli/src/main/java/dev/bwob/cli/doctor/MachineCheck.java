package dev.bwob.cli.doctor;

import dev.bwob.endpoint.BwobVersion;

/** The JDK and the installation. */
final class MachineCheck {
  private static final int JAVA_NEEDED = 25;

  private MachineCheck() {}

  static void run(Findings findings) {
    int feature = Runtime.version().feature();
    String jdk = "%s in %s".formatted(Runtime.version(), System.getProperty("java.home"));
    if (feature >= JAVA_NEEDED) {
      findings.ok("JDK", jdk);
    } else {
      findings.problem("JDK", jdk + "; bwob needs " + JAVA_NEEDED + ". Set JAVA_HOME to one.");
    }
    String home = System.getProperty("bwob.home", "");
    findings.ok("bwob", BwobVersion.current() + (home.isEmpty() ? "" : " in " + home));
  }
}
