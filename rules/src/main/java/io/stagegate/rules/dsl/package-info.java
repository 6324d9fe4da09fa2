/**
 * What rules can say. These classes are the whole language of a rule's consequence: {@code decision}, {@code risk} and
 * {@code approvals(n)}.
 */
@NullMarked
package io.stagegate.rules.dsl;

import org.jspecify.annotations.NullMarked;
