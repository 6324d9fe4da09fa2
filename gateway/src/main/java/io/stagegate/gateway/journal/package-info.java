/** What is remembered: submissions, evaluations, attempts and their outcomes, as values and as the port through which they are recorded. Every method of the port is one transaction. */
@NullMarked
package io.stagegate.gateway.journal;

import org.jspecify.annotations.NullMarked;
