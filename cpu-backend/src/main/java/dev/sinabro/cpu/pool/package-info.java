/**
 * The threads that compute.
 *
 * <p>In: a task and the number of its chunks, and how long the runs of a program took. Out: each chunk done once, on as many
 * threads as are worth it. Imports nothing of ours.
 */
@NullMarked
package dev.sinabro.cpu.pool;

import org.jspecify.annotations.NullMarked;
