package io.stagegate.gateway.watch;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.watch.Look.Seen;
import io.stagegate.gateway.watch.Verdict.Said;
import io.stagegate.gateway.watch.Watches.Deed;
import java.util.List;

/**
 * A look that is recorded, and what the rules make of it.
 *
 * @param watch what is watched
 * @param look the look's number
 * @param seen what was seen
 * @param verdict what is to be done about it
 */
public record Judged(Watched watch, int look, Seen seen, Verdict verdict) {

    /** What the audit is told. */
    Deed deed(List<Said> said) {
        return new Deed(watch, look, Kinds.of(seen), because(said));
    }

    JsonObject because(List<Said> said) {
        return LookJson.write(seen)
                .with("watch", watch.id())
                .with("look", JsonValue.of(look))
                .with(
                        "rules",
                        JsonValue.array(said.stream().map(LookJson::write).toList()))
                .with("policy", verdict.policy());
    }
}
