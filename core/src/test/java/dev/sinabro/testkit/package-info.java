/** The conformance suite: what every backend has to pass. May import core only. */
@NullMarked
package dev.sinabro.testkit;

import org.jspecify.annotations.NullMarked;
