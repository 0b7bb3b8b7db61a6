package dev.bwob.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

/**
 * Interfaces have few methods of their own; the {@code close} of something to be closed is not one.
 */
final class HaveAtMostMethods extends ArchCondition<JavaClass> {
  private final int most;

  HaveAtMostMethods(int most) {
    super("have at most %d abstract methods", most);
    this.most = most;
  }

  @Override
  public void check(JavaClass type, ConditionEvents events) {
    long methods =
        type.getMethods().stream()
            .filter(method -> method.getModifiers().contains(JavaModifier.ABSTRACT))
            .filter(method -> !method.getName().equals("close"))
            .count();
    if (methods > most) {
      events.add(
          SimpleConditionEvent.violated(
              type, "%s has %d abstract methods".formatted(type.getName(), methods)));
    }
  }
}
