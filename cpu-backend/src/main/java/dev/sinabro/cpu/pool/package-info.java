/**
 * The threads that compute.
 *
 * <p>In: a task and the number of its chunks. Out: each chunk done once. Imports nothing of ours.
 */
@NullMarked
package dev.sinabro.cpu.pool;

import org.jspecify.annotations.NullMarked;
