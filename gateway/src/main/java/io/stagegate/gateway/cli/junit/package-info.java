/** Test reports in the form of JUnit and Surefire. */
@NullMarked
package io.stagegate.gateway.cli.junit;

import org.jspecify.annotations.NullMarked;
