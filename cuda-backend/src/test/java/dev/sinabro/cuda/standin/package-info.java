/**
 * A test double of the NVIDIA driver and of cuBLAS, so that the CUDA backend is tested on machines without a GPU; its
 * C++ is in {@code src/test/native}.
 */
@NullMarked
package dev.sinabro.cuda.standin;

import org.jspecify.annotations.NullMarked;
