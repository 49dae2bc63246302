package dev.sinabro.cli.catalogue;

import dev.sinabro.data.Task;
import dev.sinabro.metric.TargetMetric;

/**
 * A metric, and what it is for.
 *
 * @param task whose targets it compares
 * @param metric the metric
 */
public record Measure(Task task, TargetMetric metric) {}
