package io.stagegate.config;

import java.time.Duration;
import java.util.Optional;

/**
 * What holds of all upstreams share.
 *
 * @param limits how many may wait for people at once
 * @param ratifyWithin how long after a release in an emergency its reviews must be there
 */
public record HoldsSettings(Limits limits, Duration ratifyWithin) {
    /** A hundred of a requester or a model, a hundred thousand in all, and four hours. */
    public static final HoldsSettings DEFAULT = new HoldsSettings(Limits.DEFAULT, Duration.ofHours(4));

    /**
     * How many holds may wait for people at once; what asks for one more is refused.
     *
     * @param requester those of one requester
     * @param model those of one model
     * @param total all of them
     */
    public record Limits(int requester, int model, int total) {
        static final Limits DEFAULT = new Limits(100, 100, 100_000);

        public Limits {
            check(requester);
            check(model);
            check(total);
        }

        static int check(int limit) {
            if (limit < 1) {
                throw new IllegalArgumentException(
                        "with a limit of " + limit + " nothing could be held; write 1 or more");
            }
            return limit;
        }

        static int parse(String text) {
            try {
                return check(Integer.parseInt(text));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(
                        "\"" + text + "\" is no number of holds; write a whole number such as 100", e);
            }
        }
    }

    public HoldsSettings {
        checkRatify(ratifyWithin);
    }

    static Duration checkRatify(Duration time) {
        if (!time.isPositive()) {
            throw new IllegalArgumentException("this must be longer than nothing; write a time such as 4h");
        }
        return time;
    }

    static Optional<HoldsSettings> read(Value value) {
        return value.section().map(section -> {
            var limits = section.get("limits", Limits.DEFAULT, HoldsSettings::limits);
            var ratify = section.get(
                    "ratifyWithin", DEFAULT.ratifyWithin(), v -> v.as(text -> checkRatify(Durations.parse(text))));
            section.close();
            return new HoldsSettings(limits, ratify);
        });
    }

    private static Optional<Limits> limits(Value value) {
        return value.section().map(section -> {
            var usual = Limits.DEFAULT;
            var limits = new Limits(
                    section.get("requester", usual.requester(), v -> v.as(Limits::parse)),
                    section.get("model", usual.model(), v -> v.as(Limits::parse)),
                    section.get("total", usual.total(), v -> v.as(Limits::parse)));
            section.close();
            return limits;
        });
    }
}
