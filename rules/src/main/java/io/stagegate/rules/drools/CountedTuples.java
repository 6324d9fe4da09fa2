package io.stagegate.rules.drools;

import org.drools.core.common.TupleSets;
import org.drools.core.reteoo.TupleImpl;

/** Others of the same, with a limit on how many are put in. */
final class CountedTuples implements TupleSets {
    private final TupleSets tuples;
    private final Runnable full;
    private int left;

    /** @param full what is done instead of putting in more */
    CountedTuples(TupleSets tuples, int most, Runnable full) {
        this.tuples = tuples;
        this.full = full;
        this.left = most;
    }

    @Override
    public boolean addInsert(TupleImpl tuple) {
        left--;
        if (left < 0) {
            full.run();
        }
        return tuples.addInsert(tuple);
    }

    @Override
    public TupleImpl getInsertFirst() {
        return tuples.getInsertFirst();
    }

    @Override
    public TupleImpl getDeleteFirst() {
        return tuples.getDeleteFirst();
    }

    @Override
    public TupleImpl getUpdateFirst() {
        return tuples.getUpdateFirst();
    }

    @Override
    public int getInsertSize() {
        return tuples.getInsertSize();
    }

    @Override
    public void resetAll() {
        tuples.resetAll();
    }

    @Override
    public void clear() {
        tuples.clear();
    }

    @Override
    public boolean addDelete(TupleImpl tuple) {
        return tuples.addDelete(tuple);
    }

    @Override
    public boolean addUpdate(TupleImpl tuple) {
        return tuples.addUpdate(tuple);
    }

    @Override
    public void removeInsert(TupleImpl tuple) {
        tuples.removeInsert(tuple);
    }

    @Override
    public void removeDelete(TupleImpl tuple) {
        tuples.removeDelete(tuple);
    }

    @Override
    public void removeUpdate(TupleImpl tuple) {
        tuples.removeUpdate(tuple);
    }

    @Override
    public void addAll(TupleSets source) {
        tuples.addAll(source);
    }

    @Override
    public void addTo(TupleSets target) {
        tuples.addTo(target);
    }

    @Override
    public TupleSets takeAll() {
        return tuples.takeAll();
    }

    @Override
    public boolean isEmpty() {
        return tuples.isEmpty();
    }

    @Override
    public String toStringSizes() {
        return tuples.toStringSizes();
    }

    @Override
    public TupleImpl getNormalizedDeleteFirst() {
        return tuples.getNormalizedDeleteFirst();
    }

    @Override
    public boolean addNormalizedDelete(TupleImpl tuple) {
        return tuples.addNormalizedDelete(tuple);
    }
}
