/**
 * Layers and models: functions that build graphs and own variables.
 *
 * <p>In: tensors and a {@link dev.sinabro.nn.Scope}. Out: tensors. Imports {@code graph} only.
 */
@NullMarked
package dev.sinabro.nn;

import org.jspecify.annotations.NullMarked;
