package io.stagegate.gateway.api;

import java.util.Arrays;
import java.util.Optional;

/** The sorts of problems that the API answers with: each is told here, and at {@code /problems/{slug}}. */
enum ProblemType {
    MALFORMED(
            "malformed",
            400,
            "Malformed",
            "A parameter, or the body as a whole, is not what the API describes: an unknown parameter, a value that is"
                    + " not allowed, a body that is no JSON.",
            "Mend what errors names; /openapi.yaml says what each call takes."),
    UNAUTHENTICATED(
            "unauthenticated",
            401,
            "Unauthenticated",
            "Every call needs a person, and this one names none that the gateway knows: its token is missing, nobody's, expired,"
                    + " revoked or meant for something else.",
            "Send the header Authorization: Bearer with the token of somebody listed under people in the configuration, with one"
                    + " that ./stagegate token create made, or with one of an OpenID provider listed under oidc."),
    FORBIDDEN(
            "forbidden",
            403,
            "Forbidden",
            "The person is known, and may not do this.",
            "Ask somebody who may, or have the permission changed: permissions in the configuration."),
    OWN_REQUEST(
            "own-request",
            403,
            "Own request",
            "Nobody reviews what they asked for themselves.",
            "Ask somebody else to review it; to take it back, cancel the hold."),
    NOT_ENTITLED(
            "not-entitled",
            403,
            "Not entitled",
            "The person is in none of the groups whose approval is needed, is excluded by the rules, released the hold"
                    + " in an emergency themselves, or did not ask for what they want to take back.",
            "Ask somebody else of the groups that the hold's requirement names."),
    DENIED(
            "denied",
            403,
            "Denied by the rules",
            "The policy set says no to this change.",
            "The promotion that instance names says which rules spoke, and what they advise."),
    UNTRUSTED(
            "untrusted",
            403,
            "Not signed by whom is trusted",
            "A policy bundle is taken only where it is signed, as it is, with a key that the configuration trusts.",
            "Sign it with such a key: ./stagegate policy bundle DIR --key FILE; policy.trustedKeys lists the public parts."),
    OUT_OF_SCOPE(
            "out-of-scope",
            403,
            "Out of scope",
            "The source is known, and may not speak of what it names: its part of the configuration says of which models, upstreams"
                    + " and environments it may.",
            "Tell of those only, or have models, upstreams or environments of the source changed: sources in the configuration."),
    NOT_FOUND(
            "not-found",
            404,
            "Not found",
            "There is nothing of that id or at that path.",
            "Take ids from the lists; /openapi.yaml names the paths."),
    METHOD_NOT_ALLOWED(
            "method-not-allowed",
            405,
            "Method not allowed",
            "The path is known, and not with this method.",
            "Use one of the methods that the header Allow lists."),
    NOT_ACCEPTABLE(
            "not-acceptable",
            406,
            "Not acceptable",
            "The audit has no form that the header Accept lists.",
            "Accept application/json, application/x-ndjson or text/csv."),
    SETTLED(
            "settled",
            409,
            "Settled already",
            "It has come to its end, and nothing changes it any more.",
            "Look at the hold or the watch and its promotion; a change that is still wanted has to be asked for anew."),
    DIGEST_DIFFERS(
            "digest-differs",
            409,
            "Changed since it was looked at",
            "What waits for approval is not what the review names: evidence, target or rules have changed.",
            "Look at the hold again, and review it with its new digest."),
    TAMPERED(
            "tampered",
            409,
            "Changed behind the gateway",
            "What is stored of the hold is not what the gateway wrote: somebody has changed it in the database.",
            "The hold is never released. Have the change asked for anew, and find out who had access to the database."),
    TWICE(
            "twice",
            409,
            "Taken already",
            "The webhook passed a review of this person on before, for the hold as it is, or sent this very message before.",
            "Look at the hold: the first one counts. To change it, the person reviews the hold themselves."),
    MOVED_ON(
            "moved-on",
            409,
            "Targets have moved on",
            "Something has changed what serves since the snapshot's promotion, so that restoring it would undo that too.",
            "Look at the targets. Where it is still wanted, restore with force; that takes a permission of its own."),
    NOT_RESTORABLE(
            "not-restorable",
            409,
            "Cannot be restored",
            "What the snapshot says cannot be put back on this platform.",
            "Do what the detail advises."),
    TOO_LARGE("too-large", 413, "Body too large", "The body is larger than any that this API needs.", "Send less."),
    UNSUPPORTED_MEDIA_TYPE(
            "unsupported-media-type",
            415,
            "Unsupported media type",
            "The body is not declared to be JSON.",
            "Send it with the header Content-Type: application/json."),
    INVALID(
            "invalid",
            422,
            "Invalid",
            "The body is JSON, and a member of it is missing, unknown or has a value that is not allowed.",
            "Mend what errors names; /openapi.yaml says what the body may hold."),
    COMMENT_MISSING(
            "comment-missing",
            422,
            "Comment missing",
            "The rules want every review of this change to say why.",
            "Send the review again with a comment."),
    POLICY_REFUSED(
            "policy-refused",
            422,
            "Policy set refused",
            "The policy set cannot be used: what findings names is wrong with it, its tests fail, or it is no policy set. The one"
                    + " that was in force still is.",
            "Mend it: ./stagegate policy check DIR says the same before it is handed in."),
    TOO_MANY(
            "too-many",
            429,
            "Too many",
            "A source tells more than it may in a minute, or of more alerts that fire than are kept; nothing of this call was taken.",
            "Send it again later, or less often: perMinute of a source of readings says how many it may tell; group alerts in Alertmanager."),
    INTERNAL(
            "internal",
            500,
            "Internal error",
            "The call failed for a reason that is not its own.",
            "The gateway's log says more."),
    NOT_RESTORED(
            "not-restored",
            502,
            "Not restored",
            "The restore was forwarded to the platform and did not come out as wanted.",
            "The promotion that instance names says what happened; look at the targets."),
    UNAVAILABLE(
            "unavailable",
            503,
            "Unavailable",
            "The database or the platform does not answer at the moment; nothing was changed.",
            "Try again in a while; /readyz of the operations listener tells how the gateway is.");

    private final String slug;
    private final int status;
    private final String title;
    private final String meaning;
    private final String remedy;

    ProblemType(String slug, int status, String title, String meaning, String remedy) {
        this.slug = slug;
        this.status = status;
        this.title = title;
        this.meaning = meaning;
        this.remedy = remedy;
    }

    static Optional<ProblemType> of(String slug) {
        return Arrays.stream(values()).filter(t -> t.slug.equals(slug)).findFirst();
    }

    /** Where it is explained, on the API's own listener. */
    String uri() {
        return "/problems/" + slug;
    }

    int status() {
        return status;
    }

    String title() {
        return title;
    }

    /** What it means. */
    String meaning() {
        return meaning;
    }

    /** What to do. */
    String remedy() {
        return remedy;
    }
}
