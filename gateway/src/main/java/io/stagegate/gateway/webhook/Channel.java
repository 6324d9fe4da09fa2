package io.stagegate.gateway.webhook;

import io.stagegate.gateway.webhook.Deliveries.Claimed;
import io.stagegate.gateway.webhook.Deliveries.Result;
import java.time.Instant;

/** How one webhook is told: in its form, at its address. */
interface Channel {

    /**
     * Makes one attempt. To be called on a virtual thread of Vert.x.
     *
     * @param now the time of this attempt
     */
    Result deliver(Claimed claimed, Instant now);
}
