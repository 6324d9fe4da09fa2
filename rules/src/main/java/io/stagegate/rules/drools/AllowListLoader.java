package io.stagegate.rules.drools;

import java.net.URL;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Loads for compiled rules what they and the engine need, and nothing else: no files, no network, no processes, no
 * threads, no reflection. Defence in depth behind the syntax checks, not a jail.
 */
final class AllowListLoader extends ClassLoader {
    private static final List<String> PACKAGES = List.of(
            "org.drools.",
            "org.kie.",
            "java.lang.invoke.",
            "java.util.",
            "java.time.",
            "java.math.",
            "java.text.",
            "io.stagegate.core.",
            "io.stagegate.rules.dsl.");
    private static final Set<String> TYPES = Set.of(
            "java.lang.Object",
            "java.lang.String",
            "java.lang.StringBuilder",
            "java.lang.StringBuffer",
            "java.lang.Math",
            "java.lang.StrictMath",
            "java.lang.Integer",
            "java.lang.Long",
            "java.lang.Double",
            "java.lang.Float",
            "java.lang.Short",
            "java.lang.Byte",
            "java.lang.Character",
            "java.lang.Boolean",
            "java.lang.Number",
            "java.lang.Enum",
            "java.lang.Record",
            "java.lang.Comparable",
            "java.lang.CharSequence",
            "java.lang.Iterable",
            "java.lang.Void",
            "java.lang.Override",
            "java.lang.FunctionalInterface",
            "java.lang.Deprecated",
            "java.lang.Throwable",
            "java.lang.Exception",
            "java.lang.RuntimeException",
            "java.lang.Error",
            "java.lang.NullPointerException",
            "java.lang.IllegalArgumentException",
            "java.lang.IllegalStateException",
            "java.lang.IndexOutOfBoundsException",
            "java.lang.ArithmeticException",
            "java.lang.ClassCastException",
            "java.lang.UnsupportedOperationException",
            "java.lang.MatchException",
            "java.lang.AssertionError",
            "java.lang.NumberFormatException",
            "java.lang.Cloneable",
            "java.lang.runtime.ObjectMethods",
            "java.lang.AutoCloseable",
            "java.lang.Class",
            "java.lang.NoSuchFieldError",
            "java.io.Serializable",
            "java.io.Externalizable",
            "java.io.ObjectInput",
            "java.io.ObjectOutput",
            "java.io.IOException");
    /** What a set is compiled to is never found here: whoever is asked for a class remembers its name for ever, and these names are new each time. */
    private static final List<String> COMPILED = List.of("policies.", "org.drools.project.model.");

    private static final List<String> NEVER = List.of(
            "java.util.concurrent.",
            "java.util.logging.",
            "java.util.jar.",
            "java.util.zip.",
            "java.util.prefs.",
            "java.util.ServiceLoader",
            "java.util.Timer",
            "java.util.Scanner",
            "java.util.ResourceBundle",
            "java.util.spi.");

    AllowListLoader(ClassLoader parent) {
        super(parent);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (COMPILED.stream().anyMatch(name::startsWith)) {
            throw new ClassNotFoundException(name);
        }
        if (!allowed(name)) {
            throw new ClassNotFoundException(name + " is not available to policies");
        }
        return super.loadClass(name, resolve);
    }

    @Override
    public @Nullable URL getResource(String name) {
        return COMPILED.stream().anyMatch(name.replace('/', '.')::startsWith) ? null : super.getResource(name);
    }

    private static boolean allowed(String name) {
        return TYPES.contains(name)
                || (PACKAGES.stream().anyMatch(name::startsWith)
                        && NEVER.stream().noneMatch(name::startsWith));
    }
}
