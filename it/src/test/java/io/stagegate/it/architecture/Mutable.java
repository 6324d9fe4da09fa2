package io.stagegate.it.architecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.AbstractCollection;
import java.util.AbstractMap;
import java.util.Random;

/** Types whose values change. Arrays are left out where a constant of bytes or names is meant: they are private. */
final class Mutable extends DescribedPredicate<JavaClass> {
    Mutable() {
        super("a type whose values change");
    }

    @Override
    public boolean test(JavaClass type) {
        return type.isAssignableTo(AbstractCollection.class)
                || type.isAssignableTo(AbstractMap.class)
                || type.isAssignableTo(Random.class)
                || type.isAssignableTo(ThreadLocal.class)
                || type.isAssignableTo(StringBuilder.class)
                || type.getPackageName().equals("java.util.concurrent.atomic")
                || type.getPackageName().equals("java.util.concurrent.locks");
    }
}
