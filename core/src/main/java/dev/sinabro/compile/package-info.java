/**
 * From a graph to a program: passes, the memory plan, and the contract that backends execute.
 *
 * <p>In: a {@link dev.sinabro.graph.Graph}. Out: a {@link dev.sinabro.compile.Program}, a list of steps over planned
 * memory. Imports {@code graph} only.
 */
@NullMarked
package dev.sinabro.compile;

import org.jspecify.annotations.NullMarked;
