package io.stagegate.core.evidence;

/** One thing that rules can match on. */
public sealed interface Fact
        permits Promotion,
                Restore,
                ModelVersion,
                Metric,
                Param,
                Tag,
                Deployment,
                Rollback,
                Artifacts,
                NoWayBack,
                Alert,
                Watch,
                Signal,
                Drift,
                Waiver,
                Requester,
                Unavailable,
                Risk {}
