package io.stagegate.gateway.cli;

import java.math.BigDecimal;
import java.util.List;

/**
 * From where on a bar of a chart is full: 1, 2 or 5 times a power of ten, with room above what was seen.
 *
 * @param full the value of a full bar; zero as long as nothing above zero was seen
 */
record WatchScale(BigDecimal full) {
    /** As long as nothing is known that could set one. */
    static final WatchScale NONE = new WatchScale(BigDecimal.ZERO);

    private static final BigDecimal ROOM = new BigDecimal("1.5");
    private static final List<BigDecimal> STEPS =
            List.of(BigDecimal.ONE, BigDecimal.TWO, BigDecimal.valueOf(5), BigDecimal.TEN);

    /** This one where the value has its place in it, otherwise a larger one. */
    WatchScale with(double value) {
        // What is beyond what a double holds has its place in no scale: its bar ends in an arrow.
        if (value <= full.doubleValue() || !Double.isFinite(value)) {
            return this;
        }
        var needed = BigDecimal.valueOf(value).multiply(ROOM);
        var unit = BigDecimal.ONE.scaleByPowerOfTen(needed.precision() - needed.scale() - 1);
        return STEPS.stream()
                .map(unit::multiply)
                .filter(step -> step.compareTo(needed) >= 0)
                .findFirst()
                .map(WatchScale::new)
                .orElse(this);
    }

    /** As people are told. */
    String text() {
        return "a full bar is " + full.stripTrailingZeros().toPlainString();
    }
}
