/**
 * The kernels: CUDA C sources, one file a family, and the PTX made from them, as resources of this package. Imports
 * nothing of ours.
 */
@NullMarked
package dev.sinabro.kernels;

import org.jspecify.annotations.NullMarked;
