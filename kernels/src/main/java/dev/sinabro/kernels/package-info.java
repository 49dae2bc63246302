/** CUDA C sources, one file a family, and the PTX made from them: resources of this package, no code. */
@NullMarked
package dev.sinabro.kernels;

import org.jspecify.annotations.NullMarked;
