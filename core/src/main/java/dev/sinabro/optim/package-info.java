/**
 * Optimizers and learning rate schedules, as graph builders.
 *
 * <p>In: a parameter, its gradient and what was kept of it. Out: new values. Imports {@code graph} and {@code nn} only.
 */
@NullMarked
package dev.sinabro.optim;

import org.jspecify.annotations.NullMarked;
