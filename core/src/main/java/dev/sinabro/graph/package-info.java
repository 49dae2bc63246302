/**
 * The computation graph: data types, shapes, operations as data, and the handles that build them.
 *
 * <p>In: calls on {@link dev.sinabro.graph.Tensor}. Out: a {@link dev.sinabro.graph.Graph} whose nodes are typed and
 * checked. Imports nothing else of the project.
 */
@NullMarked
package dev.sinabro.graph;

import org.jspecify.annotations.NullMarked;
