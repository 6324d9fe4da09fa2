package io.stagegate.it.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Date;

/** That a class asks the system what time it is; {@code System.nanoTime}, which measures and does not tell, is not meant. */
final class ReadsTheClock extends ArchCondition<JavaClass> {
    ReadsTheClock() {
        super("read the system's clock");
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
        for (var call : type.getMethodCallsFromSelf()) {
            events.add(new SimpleConditionEvent(type, reads(call), call.getDescription()));
        }
        for (var call : type.getConstructorCallsFromSelf()) {
            var date = call.getTargetOwner().isEquivalentTo(Date.class)
                    && call.getTarget().getParameterTypes().isEmpty();
            events.add(new SimpleConditionEvent(type, date, call.getDescription()));
        }
    }

    private static boolean reads(JavaMethodCall call) {
        var owner = call.getTargetOwner();
        return switch (call.getName()) {
            case "now" ->
                owner.getPackageName().equals("java.time")
                        && call.getTarget().getParameterTypes().isEmpty();
            case "currentTimeMillis" -> owner.isEquivalentTo(System.class);
            case "system", "systemUTC", "systemDefaultZone" ->
                owner.getPackageName().equals("java.time");
            default -> false;
        };
    }
}
