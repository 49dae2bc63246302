/**
 * The conformance suites that each backend passes, with one subclass each of {@link
 * dev.sinabro.testkit.BackendConformance}, {@link dev.sinabro.testkit.TrainingConformance} and {@link
 * dev.sinabro.testkit.StreamingConformance}, and the gradient check.
 *
 * <p>In: a backend. Out: dynamic tests that compare it with the reference backend. May import core only.
 */
@NullMarked
package dev.sinabro.testkit;

import org.jspecify.annotations.NullMarked;
