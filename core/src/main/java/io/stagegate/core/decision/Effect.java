package io.stagegate.core.decision;

import io.stagegate.core.watch.WatchPlan;

/** What a finding does to the decision. */
public sealed interface Effect {

    /** Refuses, whatever other rules say. */
    record Deny() implements Effect {}

    /** People have to approve. */
    record Hold(Requirement requirement) implements Effect {}

    /** Told, never decisive. */
    record Warn() implements Effect {}

    /** Allows, where nothing denies or holds. */
    record Permit() implements Effect {}

    /** Adds to the risk score. Points may be negative, the sum never is. */
    record Points(int points) implements Effect {}

    /** What serves once it is applied is watched. */
    record Watch(WatchPlan plan) implements Effect {}

    /** Of a watch or a drift: what served before is put back. */
    record Restore() implements Effect {}

    /** Of a watch or a drift: a person is to say whether what served before is put back. */
    record Ask() implements Effect {}

    /** Of a watch or a drift: people are told. */
    record Tell() implements Effect {}

    /** The lower-case word of the API and the audit record. */
    default String word() {
        return switch (this) {
            case Deny() -> "deny";
            case Hold _ -> "hold";
            case Warn() -> "warn";
            case Permit() -> "permit";
            case Points _ -> "risk";
            case Watch _ -> "watch";
            case Restore() -> "restore";
            case Ask() -> "ask";
            case Tell() -> "tell";
        };
    }
}
