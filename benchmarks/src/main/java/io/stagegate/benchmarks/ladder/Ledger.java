package io.stagegate.benchmarks.ladder;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** What the gateway itself recorded, asked of its API: whether a rung did what it says. */
record Ledger(Place place) {

    /** As many applied promotions as requests, and nobody was asked. */
    void permitted(String model, long times) throws IOException {
        expect("applied promotions", count("/v1/promotions?outcome=applied&model=" + model), times);
        expect("holds", count("/v1/holds?model=" + model), 0);
    }

    /** As many applied promotions as requests, each held, released, and approved by ann. */
    void approved(String model, long times) throws IOException {
        expect("applied promotions", count("/v1/promotions?outcome=applied&model=" + model), times);
        expect("released holds", count("/v1/holds?state=released&model=" + model), times);
        expect("reviews by ann", count("/v1/audit?type=hold.reviewed&subject=ann&model=" + model), times);
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
                JsonNode page = wire.get(list + "&limit=500" + next).expect(200).json();
                count += page.path("items").size();
                next = page.path("next").asText();
                next = next.isEmpty() ? "" : "&cursor=" + URLEncoder.encode(next, StandardCharsets.UTF_8);
            } while (!next.isEmpty());
            return count;
        }
    }
}
