package io.stagegate.benchmarks.ladder;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** What the gateway itself recorded, asked of its API: whether a rung did what it says. */
record Ledger(Place place) {
    private static final int LOOKS = 50;

    /** As many applied promotions as requests, and nobody was asked. */
    void permitted(String model, long times) throws IOException {
        expect("applied promotions", count("/v1/promotions?outcome=applied&model=" + model), times);
        expect("holds", count("/v1/holds?model=" + model), 0);
    }

    /** As many applied promotions as requests, each held, released, and approved by ann. */
    void approved(String model, long times) throws IOException {
        expect("applied promotions", count("/v1/promotions?outcome=applied&model=" + model), times);
        expect("released holds", count("/v1/holds?state=released&model=" + model), times);
        expect("reviews by ann", shown("/v1/audit?type=hold.reviewed&subject=ann&model=" + model, times), times);
    }

    /** The audit shows a record only when no earlier one can still appear: a moment later. */
    private long shown(String list, long times) throws IOException {
        var count = count(list);
        for (var tries = 0; count < times && tries < LOOKS; tries++) {
            try {
                Thread.sleep(100);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
            count = count(list);
        }
        return count;
    }

    private static void expect(String what, long found, long wanted) throws IOException {
        if (found != wanted) {
            throw new IOException("the gateway recorded " + found + " " + what + " and not " + wanted);
        }
    }

    private long count(String list) throws IOException {
        try (var wire = place.approver()) {
            var count = 0L;
            var next = "";
            do {
                JsonNode page = wire.get(list + "&limit=100" + next).expect(200).json();
                count += page.path("items").size();
                next = page.path("next").asText();
                next = next.isEmpty() ? "" : "&cursor=" + URLEncoder.encode(next, StandardCharsets.UTF_8);
            } while (!next.isEmpty());
            return count;
        }
    }
}
