/** Why a policy set decided as it did: rule by rule, condition by condition. */
@NullMarked
package io.stagegate.rules.explain;

import org.jspecify.annotations.NullMarked;
