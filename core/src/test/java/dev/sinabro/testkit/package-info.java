/**
 * The conformance suite that each backend passes with one subclass of {@link dev.sinabro.testkit.BackendConformance},
 * and the gradient check.
 *
 * <p>In: a backend. Out: dynamic tests that compare it with the reference backend. May import core only.
 */
@NullMarked
package dev.sinabro.testkit;

import org.jspecify.annotations.NullMarked;
