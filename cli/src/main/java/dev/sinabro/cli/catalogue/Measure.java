package dev.sinabro.cli.catalogue;

import dev.sinabro.data.Task;
import dev.sinabro.metric.Metric;
import java.util.function.DoubleFunction;

/**
 * A metric, and what it is for.
 *
 * @param metric of the unit by which the target was divided; 1 for classes
 */
public record Measure(Task task, DoubleFunction<Metric> metric) {}
