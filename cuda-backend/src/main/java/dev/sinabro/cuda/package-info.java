/**
 * The CUDA backend: programs come in, are planned into launches, captured, and replayed on a GPU.
 *
 * <p>May import core, {@code kernels} and the two packages below, never another backend or the command line.
 */
@NullMarked
package dev.sinabro.cuda;

import org.jspecify.annotations.NullMarked;
