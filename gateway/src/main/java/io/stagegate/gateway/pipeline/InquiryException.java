package io.stagegate.gateway.pipeline;

import io.stagegate.core.platform.Notice;

/** An inquiry that could not be answered, with what the client is to be told. */
public final class InquiryException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Notice notice;

    public InquiryException(Notice notice) {
        super(notice.message());
        this.notice = notice;
    }

    public Notice notice() {
        return notice;
    }
}
