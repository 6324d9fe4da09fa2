package io.stagegate.core.evidence;

import io.stagegate.core.watch.Reading.State;
import java.time.Duration;
import java.util.List;
import java.util.function.DoubleBinaryOperator;

/**
 * What a source says of one signal while something is watched. One without a value is none that is fine: comparisons with what is not
 * known are never met, and a person is asked unless a rule that matches this signal speaks.
 *
 * @param name the signal's name, such as {@code error-rate}
 * @param state whether there is a value, and why not
 * @param value the value; NaN where there is none
 * @param before the value before the promotion, over as long a time; NaN where there was none
 * @param samples how many observations the value is made of; negative where the source does not say
 * @param age how old the value is; how old it was asked for where there is none
 * @param unit what the value is counted in; empty where nobody says
 * @param source the source's name in the configuration; empty where no source knows the signal
 * @param missing how many looks in a row it has been without a value, this one included
 * @param recent the values of this look and the ones before it, the latest first, as far as no gap is between them, ten at most; NaN where
 *     there was none
 */
public record Signal(
        String name,
        State state,
        double value,
        double before,
        long samples,
        Duration age,
        String unit,
        String source,
        int missing,
        List<Double> recent)
        implements Fact {
    /** So many looks are remembered. */
    public static final int LOOKS = 10;

    public Signal {
        recent = List.copyOf(recent);
    }

    /** The lowest of the values of so many looks in a row, up to this one; NaN where one of them has none, or there were fewer. */
    public double lowest(int looks) {
        return over(looks, Math::min);
    }

    /** The highest of the values of so many looks in a row, up to this one; NaN where one of them has none, or there were fewer. */
    public double highest(int looks) {
        return over(looks, Math::max);
    }

    private double over(int looks, DoubleBinaryOperator choose) {
        return looks < 1 || recent.size() < looks
                ? Double.NaN
                : recent.stream()
                        .limit(looks)
                        .mapToDouble(Double::doubleValue)
                        .reduce(choose)
                        .orElse(Double.NaN);
    }
}
