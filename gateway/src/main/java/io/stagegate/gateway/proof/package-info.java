/** What proves the audit: the Merkle tree of RFC 6962, signed checkpoints of C2SP, and the check of an export against them. */
@NullMarked
package io.stagegate.gateway.proof;

import org.jspecify.annotations.NullMarked;
