package io.stagegate.gateway.watch;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.watch.Look.Seen;
import io.stagegate.gateway.watch.Verdict.Said;
import io.stagegate.gateway.watch.Watches.Deed;
import java.util.List;
import java.util.Map;

/**
 * A look that is recorded, and what the rules make of it.
 *
 * @param watch what is watched
 * @param look the look's number
 * @param seen what was seen
 * @param queries what was asked for the signals of it that somebody is asked for, by their names
 * @param verdict what is to be done about it
 */
public record Judged(Watched watch, int look, Seen seen, Map<String, String> queries, Verdict verdict) {
    public Judged {
        queries = Map.copyOf(queries);
    }

    /** What the audit is told. */
    Deed deed(List<Said> said) {
        return new Deed(watch, look, Kinds.of(seen), because(said));
    }

    JsonObject because(List<Said> said) {
        return LookJson.write(seen, queries)
                .with("watch", watch.id())
                .with("look", JsonValue.of(look))
                .with(
                        "rules",
                        JsonValue.array(said.stream().map(LookJson::write).toList()))
                .with("policy", verdict.policy());
    }
}
