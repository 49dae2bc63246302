/**
 * Derivatives, as nodes added to the graph.
 *
 * <p>In: a scalar loss. Out: its gradients, ordinary tensors of the same graph. Imports {@code graph} only.
 */
@NullMarked
package dev.sinabro.grad;

import org.jspecify.annotations.NullMarked;
