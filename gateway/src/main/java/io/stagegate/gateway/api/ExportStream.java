package io.stagegate.gateway.api;

import io.stagegate.gateway.proof.ExportForm;
import io.stagegate.gateway.proof.LogKey;
import io.stagegate.gateway.proof.LogKeys;
import io.stagegate.gateway.proof.SealedLog;
import io.stagegate.gateway.proof.SealedLog.Entry;
import io.stagegate.gateway.proof.SealedLog.Noted;
import io.stagegate.gateway.proof.SealedLog.Sealed;
import io.stagegate.gateway.proof.SealedLog.Span;
import io.stagegate.gateway.threads.VirtualThreads;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;

/** The audit with what proves it, a page at a time: the next page is read when the client has taken the last one. */
final class ExportStream {
    private static final int PAGE = 500;

    private final VirtualThreads threads;
    private final Api api;
    private final SealedLog log;
    private final LogKeys keys;

    ExportStream(VirtualThreads threads, Api api, SealedLog log, LogKeys keys) {
        this.threads = threads;
        this.api = api;
        this.log = log;
        this.keys = keys;
    }

    /** What is exported: a span of what a checkpoint covers. */
    private record Plan(Sealed last, Span span) {
        boolean whole() {
            return span.from() == 0 && span.to() == last.checkpoint().size();
        }

        Optional<Long> provedIn() {
            return whole() ? Optional.empty() : Optional.of(last.checkpoint().size());
        }
    }

    void stream(RoutingContext context, Call call) {
        var forbidden = api.readingForbidden(call.person());
        if (forbidden.isPresent()) {
            ApiListener.reply(context, forbidden.get().reply());
            return;
        }
        threads.call(() -> plan(call))
                .onSuccess(plan -> plan.ifPresentOrElse(
                        p -> begin(context, p),
                        () -> ApiListener.reply(
                                context, ProofCalls.unsigned().at(call.path()).reply())))
                .onFailure(cause -> BrokenOff.end(context, "an export of the audit", cause));
    }

    private Optional<Plan> plan(Call call) {
        return log.checkpoint().map(last -> {
            var filter = call.auditFilter();
            return new Plan(
                    last, log.span(filter.from(), filter.to(), last.checkpoint().size()));
        });
    }

    private void begin(RoutingContext context, Plan plan) {
        var span = plan.span();
        if (span.from() >= span.to()) {
            ApiListener.reply(
                    context,
                    Problem.notFound("signed record of that time")
                            .at("/v1/audit/export")
                            .reply());
            return;
        }
        if (!Streaming.begin(context, "application/x-ndjson")) {
            return;
        }
        var names = keys.verifiers().stream().map(LogKey::toString).toList();
        var head =
                new ExportForm.Head(names, span.from(), span.to(), plan.last().note());
        next(context, plan, span.from(), ExportForm.head(head) + "\n");
    }

    /** @param before what is written before the page's records */
    private void next(RoutingContext context, Plan plan, long from, String before) {
        if (context.response().closed()) {
            return;
        }
        threads.call(() -> page(plan, from))
                .onSuccess(page -> write(context, plan, page, before))
                .onFailure(cause -> BrokenOff.end(context, "an export of the audit", cause));
    }

    private record Written(long next, String text) {}

    private Written page(Plan plan, long from) {
        var entries = log.entries(from, plan.span().to(), PAGE, plan.provedIn());
        // A place that somebody has taken away must not make it end as if it were whole.
        var next = entries.isEmpty() ? plan.span().to() : entries.getLast().index() + 1;
        return new Written(next, text(entries, plan.whole() ? log.checkpoints(from, next) : List.of(), plan));
    }

    private static String text(List<Entry> entries, List<Noted> checkpoints, Plan plan) {
        var out = new StringBuilder();
        var signed = new ArrayDeque<>(checkpoints);
        for (var entry : entries) {
            out.append(ExportForm.record(entry.index(), entry.hash(), entry.path(), entry.record()))
                    .append('\n');
            while (!signed.isEmpty() && signed.peek().size() <= entry.index() + 1) {
                var sealed = signed.remove();
                if (sealed.size() < plan.last().checkpoint().size()) {
                    out.append(ExportForm.checkpoint(sealed.note())).append('\n');
                }
            }
        }
        return out.toString();
    }

    private void write(RoutingContext context, Plan plan, Written page, String before) {
        var text = before + page.text();
        if (page.next() >= plan.span().to()) {
            context.end(text);
        } else {
            context.response().write(text).onSuccess(_ -> next(context, plan, page.next(), ""));
        }
    }
}
