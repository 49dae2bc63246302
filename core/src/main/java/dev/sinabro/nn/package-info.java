/**
 * Layers and models: functions that build graphs and own variables.
 *
 * <p>In: a tensor and a {@link dev.sinabro.nn.Scope}. Out: a tensor. Imports {@code graph} only.
 */
@NullMarked
package dev.sinabro.nn;

import org.jspecify.annotations.NullMarked;
