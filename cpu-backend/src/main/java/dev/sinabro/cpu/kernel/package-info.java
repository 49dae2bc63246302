/**
 * What executes one step, with all addresses resolved.
 *
 * <p>In: a {@link dev.sinabro.compile.Step} and the addresses of its slots. Out: a {@link dev.sinabro.cpu.kernel.Kernel}.
 * Work is cut into chunks whose limits come from shapes alone, so results do not depend on the number of threads. Imports
 * {@code math}, {@code blas}, {@code pool}, {@code memory} and core's {@code compile} and {@code graph}.
 */
@NullMarked
package dev.sinabro.cpu.kernel;

import org.jspecify.annotations.NullMarked;
