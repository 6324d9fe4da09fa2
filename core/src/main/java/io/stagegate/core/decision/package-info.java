/** What rules answer: findings, combined into one decision, with who must approve where it is a hold. */
@NullMarked
package io.stagegate.core.decision;

import org.jspecify.annotations.NullMarked;
