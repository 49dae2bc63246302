/**
 * Training: steps over one state, and over these the trainer's loop and how it comes by its data, its events, evaluation,
 * prediction and checkpoints.
 *
 * <p>In: a model, a loss, an optimizer, data and a device. Out: learned parameters and what was seen on the way. Imports
 * all other packages of core.
 */
@NullMarked
package dev.sinabro.train;

import org.jspecify.annotations.NullMarked;
