package io.stagegate.gateway.api;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.platform.Reply;
import io.stagegate.gateway.api.Problem.Flaw;
import io.stagegate.gateway.proof.Hash;
import io.stagegate.gateway.proof.LogKeys;
import io.stagegate.gateway.proof.SealedLog;
import io.stagegate.gateway.threads.VirtualThreads;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the calls about the audit's proofs do. */
public final class ProofCalls {
    private final VirtualThreads threads;
    private final SealedLog log;
    private final LogKeys keys;

    public ProofCalls(VirtualThreads threads, SealedLog log, LogKeys keys) {
        this.threads = threads;
        this.log = log;
        this.keys = keys;
    }

    Map<String, Api.Operation> operations(Api api) {
        return Map.of(
                "getCheckpoint", api.reading(this::checkpoint),
                "listAuditKeys", api.reading(this::keys),
                "proveInclusion", api.reading(this::inclusion),
                "proveConsistency", api.reading(this::consistency));
    }

    ExportStream export(Api api) {
        return new ExportStream(threads, api, log, keys);
    }

    static Problem unsigned() {
        return Problem.of(
                ProblemType.NOT_FOUND,
                "no checkpoint of the audit is signed yet: the first one is, a second or two after the first record");
    }

    private Reply checkpoint(Call call) {
        return log.checkpoint()
                .map(last -> new Reply(200, Map.of("content-type", "text/plain; charset=utf-8"), last.note()))
                .orElseGet(() -> unsigned().at(call.path()).reply());
    }

    private Reply keys(Call call) {
        var items = keys.verifiers().stream()
                .map(key -> JsonObject.EMPTY.with("key", key.toString()))
                .toList();
        return Reply.json(
                200,
                JsonObject.EMPTY
                        .with("origin", keys.origin())
                        .with("items", JsonValue.array(items))
                        .toJson());
    }

    private static long number(Call call, String name) {
        return Long.parseLong(call.text(name).orElseThrow());
    }

    private Reply inclusion(Call call) {
        var named = call.text("index").isPresent();
        if (named == call.text("record").isPresent()) {
            var flaw = Flaw.parameter("index", "say which record: by its index, or by its id as record; not both");
            return Problem.of(ProblemType.MALFORMED, List.of(flaw)).reply();
        }
        var index = named ? Optional.of(number(call, "index")) : log.indexOf(number(call, "record"));
        var size = call.text("size")
                .map(Long::parseLong)
                .or(() -> log.checkpoint().map(last -> last.checkpoint().size()));
        return index.flatMap(i -> size.flatMap(s -> log.inclusion(i, s)
                        .map(entry -> Reply.json(200, proved(entry, s).toJson()))))
                .orElseGet(() -> Problem.notFound("such record in a log of that size")
                        .at(call.path())
                        .reply());
    }

    private static JsonObject proved(SealedLog.Entry entry, long size) {
        var out = JsonObject.EMPTY
                .with("index", JsonValue.of(entry.index()))
                .with("size", JsonValue.of(size))
                .with("hash", entry.hash().toString())
                .with("proof", hashes(entry.path().orElse(List.of())));
        return entry.record().map(record -> out.with("record", record)).orElse(out);
    }

    private static JsonValue hashes(List<Hash> hashes) {
        return JsonValue.array(
                hashes.stream().map(Hash::toString).map(JsonValue::of).toList());
    }

    private Reply consistency(Call call) {
        var from = number(call, "from");
        var to = number(call, "to");
        return log.consistency(from, to)
                .map(proof -> Reply.json(
                        200,
                        JsonObject.EMPTY
                                .with("from", JsonValue.of(from))
                                .with("to", JsonValue.of(to))
                                .with("proof", hashes(proof))
                                .toJson()))
                .orElseGet(() -> Problem.notFound("log of " + to + " records that begins with one of " + from)
                        .at(call.path())
                        .reply());
    }
}
