/**
 * Losses, as graph builders.
 *
 * <p>In: a model's outputs and the targets. Out: a loss for each row. Imports {@code graph} and {@code nn} only.
 */
@NullMarked
package dev.sinabro.loss;

import org.jspecify.annotations.NullMarked;
