/**
 * Optimizers and learning rate schedules, as graph builders.
 *
 * <p>In: weights, their gradients and what was kept of them. Out: new values. Imports {@code graph} and {@code nn} only.
 */
@NullMarked
package dev.sinabro.optim;

import org.jspecify.annotations.NullMarked;
