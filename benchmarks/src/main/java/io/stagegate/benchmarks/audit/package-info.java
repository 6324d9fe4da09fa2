/** What the audit's proofs cost: appending records with and without the sequencer, its lag, and checking an export. */
@NullMarked
package io.stagegate.benchmarks.audit;

import org.jspecify.annotations.NullMarked;
