/**
 * Losses, as graph builders.
 *
 * <p>In: a network's outputs and the fields of a batch. Out: losses of any shape, each with what it counts. Imports {@code
 * graph} and {@code nn} only.
 */
@NullMarked
package dev.sinabro.loss;

import org.jspecify.annotations.NullMarked;
