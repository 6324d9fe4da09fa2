package io.stagegate.it.faults;

import io.stagegate.it.faults.LoggedUpstream.Entry;
import java.util.List;

/**
 * What a run has looked like from outside.
 *
 * @param upstream what reached the upstream, in order
 * @param clients what those were told who asked for changes
 * @param reviewers what those were told who decide on holds
 * @param heard what webhooks were told; only where they were there in that run
 * @param webhooks whether they were
 */
record History(List<Entry> upstream, List<Told> clients, List<Said> reviewers, List<Heard> heard, boolean webhooks) {

    /**
     * What a client was told.
     *
     * @param body of its request
     * @param status of the answer; 0 where none came
     * @param text of the answer
     */
    record Told(String body, int status, String text) {}

    /**
     * What somebody has said of a hold, and was told that it is so.
     *
     * @param what {@code approved}, {@code rejected} or {@code cancelled}
     */
    record Said(String hold, String person, String what) {}

    /**
     * What a webhook was told.
     *
     * @param id of the event
     * @param status what it answered
     */
    record Heard(String id, int status) {}
}
