package io.stagegate.rules.drools;

import io.stagegate.core.evidence.Fact;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The facts that rules can match on, by simple name, with their components and what else can be asked of them. */
final class FactModel {
    private static final Map<String, Class<?>> FACTS = Arrays.stream(Fact.class.getPermittedSubclasses())
            .collect(Collectors.toUnmodifiableMap(Class::getSimpleName, Function.identity()));

    private FactModel() {}

    static Set<String> names() {
        return FACTS.keySet();
    }

    /** The type of a component; empty where there is no such fact or component. */
    static Optional<Class<?>> type(String fact, String component) {
        return Optional.ofNullable(FACTS.get(fact)).stream()
                .flatMap(type -> Arrays.stream(type.getRecordComponents()))
                .filter(c -> c.getName().equals(component))
                .findFirst()
                .map(RecordComponent::getType);
    }

    /** The components of a fact; empty where there is no such fact. */
    static Optional<List<String>> components(String fact) {
        return Optional.ofNullable(FACTS.get(fact))
                .map(type -> Arrays.stream(type.getRecordComponents())
                        .map(RecordComponent::getName)
                        .toList());
    }

    /** Whether some fact has a component of that name. */
    static boolean component(String name) {
        return FACTS.values().stream()
                .flatMap(type -> Arrays.stream(type.getRecordComponents()))
                .anyMatch(component -> component.getName().equals(name));
    }

    /** What can be asked of a fact beside its components. */
    static Set<String> questions(String fact) {
        return Optional.ofNullable(FACTS.get(fact)).stream()
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .filter(m -> Modifier.isPublic(m.getModifiers()) && !Modifier.isStatic(m.getModifiers()))
                .filter(m -> m.getParameterCount() > 0)
                .map(Method::getName)
                .filter(name -> !name.equals("equals"))
                .collect(Collectors.toUnmodifiableSet());
    }
}
