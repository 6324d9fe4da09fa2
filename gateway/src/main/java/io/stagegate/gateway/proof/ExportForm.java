package io.stagegate.gateway.proof;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.json.ExactJson;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How an export of the audit is written: a head with the checkpoint that it is to be checked against, then a line for each
 * record with its index and hash. Where it is of the whole log, the checkpoints that were signed on the way stand between the
 * records; where it is of a part, each record has its audit path.
 */
public final class ExportForm {
    static final String SORT = "audit export";
    static final int VERSION = 1;

    private ExportForm() {}

    /**
     * What an export begins with.
     *
     * @param keys what checks the checkpoint, as the gateway has it
     * @param from index of the first record
     * @param to index behind the last one
     * @param note the signed checkpoint
     */
    public record Head(List<String> keys, long from, long to, String note) {
        public Head {
            keys = List.copyOf(keys);
        }

        String line() {
            return JsonObject.EMPTY
                    .with("stagegate", SORT)
                    .with("form", JsonValue.of(VERSION))
                    .with("keys", JsonValue.texts(keys))
                    .with("from", JsonValue.of(from))
                    .with("to", JsonValue.of(to))
                    .with("checkpoint", note)
                    .toJson();
        }
    }

    /** The first line. */
    public static String head(Head head) {
        return head.line();
    }

    /** A checkpoint between records, behind the last one that it covers. */
    public static String checkpoint(String note) {
        return JsonObject.EMPTY.with("checkpoint", note).toJson();
    }

    /**
     * A record. Its bytes in the line are those of its leaf.
     *
     * @param path its audit path; empty where the export is of the whole log
     * @param record empty where the record itself is not there any more
     */
    public static String record(long index, Hash hash, Optional<List<Hash>> path, Optional<JsonObject> record) {
        return "{\"index\":" + index + ",\"hash\":\"" + hash + "\""
                + path.map(p -> p.stream()
                                .map(h -> "\"" + h + "\"")
                                .collect(Collectors.joining(",", ",\"proof\":[", "]")))
                        .orElse("")
                + record.map(r -> ",\"record\":" + ExactJson.of(r)).orElse("") + "}";
    }
}
