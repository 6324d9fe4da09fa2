package io.stagegate.it.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Collection;
import java.util.Map;

/** That a class's static initialiser calls the constructor of a collection. */
final class MakesMutableCollections extends ArchCondition<JavaClass> {
    MakesMutableCollections() {
        super("make a collection in a static initialiser");
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
        for (var initialiser : type.getStaticInitializer().stream().toList()) {
            for (var call : initialiser.getConstructorCallsFromSelf()) {
                var made = call.getTargetOwner();
                var mutable = made.isAssignableTo(Collection.class) || made.isAssignableTo(Map.class);
                events.add(new SimpleConditionEvent(type, mutable, call.getDescription()));
            }
        }
    }
}
