/**
 * Metrics, as graph builders: what people read, where losses are what a step minimizes.
 *
 * <p>In: predictions and targets. Out: a number for each row, whose mean over all rows becomes the metric. Imports {@code
 * graph} and {@code nn} only.
 */
@NullMarked
package dev.sinabro.metric;

import org.jspecify.annotations.NullMarked;
