/**
 * The CPU backend: OpenBLAS for matrix products, own kernels for the rest, one pool of threads.
 *
 * <p>In: a {@link dev.sinabro.compile.Program}. Out: its effects on the bound memory, the same bits whatever the thread
 * count. Its packages, from the bottom: {@code memory} (addresses), {@code pool} (threads), {@code blas} (the native
 * library), {@code math} (functions over blocks, with {@code scalar} and {@code vector} as its two forms), {@code kernel}
 * (a step each). Imports {@code backend}, {@code compile} and {@code graph} of core only.
 */
@NullMarked
package dev.sinabro.cpu;

import org.jspecify.annotations.NullMarked;
