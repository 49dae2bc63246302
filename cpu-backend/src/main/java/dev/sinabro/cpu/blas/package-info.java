/**
 * OpenBLAS, which comes as files inside of a jar, through the Foreign Function API.
 *
 * <p>In: addresses of matrices. Out: their product. Imports {@code backend}'s exception and {@code natives} only.
 */
@NullMarked
package dev.sinabro.cpu.blas;

import org.jspecify.annotations.NullMarked;
