package io.stagegate.gateway.faults;

/** What happens at failpoints: found by {@code ServiceLoader}, and supplied by tests only. */
@FunctionalInterface
public interface Fault {
    /** Is told that a point was reached; may end the process, wait or throw. */
    void at(Failpoint point);
}
