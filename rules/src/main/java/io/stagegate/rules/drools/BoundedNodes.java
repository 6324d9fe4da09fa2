package io.stagegate.rules.drools;

import org.drools.core.common.ReteEvaluator;
import org.drools.core.common.TupleSets;
import org.drools.core.phreak.PhreakAccumulateNode;
import org.drools.core.phreak.PhreakJoinNode;
import org.drools.core.phreak.PhreakNetworkNodeFactoryImpl;
import org.drools.core.reteoo.AccumulateNode;
import org.drools.core.reteoo.AccumulateNode.AccumulateMemory;
import org.drools.core.reteoo.BetaMemory;
import org.drools.core.reteoo.JoinNode;
import org.drools.core.reteoo.LeftTupleSink;

/**
 * What Drools makes its networks work with, bounded: a condition that joins facts with facts with facts makes their product,
 * which takes all the memory there is before it has taken its time. Drools finds this by {@link java.util.ServiceLoader}.
 */
// Checks that look at the supertypes of Drools' memories ask for annotations of a library that is not there.
@SuppressWarnings({"all", "rawtypes"})
public final class BoundedNodes extends PhreakNetworkNodeFactoryImpl {
    /** So many combinations of facts one pattern of a condition may come to. */
    static final int MOST_JOINED = 100_000;

    /** So many combinations of facts one accumulate may be over. */
    static final long MOST_ACCUMULATED = 1_000_000;

    @Override
    public PhreakJoinNode createPhreakJoinNode(ReteEvaluator evaluator) {
        return new Join(evaluator);
    }

    @Override
    public PhreakAccumulateNode createPhreakAccumulateNode(ReteEvaluator evaluator) {
        return new Accumulate(evaluator);
    }

    @Override
    public int servicePriority() {
        return 1;
    }

    private static Overrun tooMany(long most) {
        return new Overrun("came to more than " + most + " combinations of facts");
    }

    private static final class Join extends PhreakJoinNode {
        Join(ReteEvaluator evaluator) {
            super(evaluator);
        }

        @Override
        public void doNode(
                JoinNode node,
                LeftTupleSink sink,
                BetaMemory memory,
                TupleSets left,
                TupleSets staged,
                TupleSets target) {
            super.doNode(node, sink, memory, left, staged, new CountedTuples(target, MOST_JOINED, () -> {
                throw tooMany(MOST_JOINED);
            }));
        }
    }

    private static final class Accumulate extends PhreakAccumulateNode {
        Accumulate(ReteEvaluator evaluator) {
            super(evaluator);
        }

        @Override
        public void doNode(
                AccumulateNode node,
                LeftTupleSink sink,
                AccumulateMemory memory,
                TupleSets left,
                TupleSets staged,
                TupleSets target) {
            // No combination is of more than one of the facts with what comes in here: those of several patterns were
            // counted.
            if (left.getInsertSize() * reteEvaluator.getDefaultEntryPoint().getFactCount() > MOST_ACCUMULATED) {
                throw tooMany(MOST_ACCUMULATED);
            }
            super.doNode(node, sink, memory, left, staged, target);
        }
    }
}
