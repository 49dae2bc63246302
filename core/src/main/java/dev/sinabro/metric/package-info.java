/**
 * Metrics, as graph builders: what people read, where losses are what a step minimizes.
 *
 * <p>In: predictions and the fields of a batch. Out: tallies, whose sums over all batches become the metric. Imports {@code
 * graph}, {@code nn} and {@code loss} (what is compared, and what counts) only.
 */
@NullMarked
package dev.sinabro.metric;

import org.jspecify.annotations.NullMarked;
