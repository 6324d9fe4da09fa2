package io.stagegate.core.evidence;

/**
 * What serves now could not be put back after the change, as far as that can be told beforehand. There is one for each
 * reason, and none where nothing speaks against it.
 *
 * @param why what is or will be missing
 */
public record NoWayBack(String why) implements Fact {}
