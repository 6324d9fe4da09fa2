/** What the documents say, run: commands, samples, configuration, rules, links, and the files for containers. */
@NullMarked
package io.stagegate.it.documentation;

import org.jspecify.annotations.NullMarked;
