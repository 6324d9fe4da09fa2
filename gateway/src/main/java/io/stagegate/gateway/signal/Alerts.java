package io.stagegate.gateway.signal;

import java.util.List;

/** The alerts that sources have told of. */
public interface Alerts {

    /**
     * Those that fire now, the oldest first. To be called on a virtual thread of Vert.x.
     *
     * @throws io.stagegate.gateway.journal.JournalException where the database does not answer in time: that it is not known what fires
     *     is not that nothing does
     */
    List<FiringAlert> firing(About about);
}
