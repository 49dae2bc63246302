/**
 * From the steps of a program to the launches of its kernels; a class for each kernel file.
 *
 * <p>In: steps, and where their slots are. Out: records in the layout of the kernels' structs, and which of them share
 * a launch. Knows nothing of a driver. Imports core only.
 */
@NullMarked
package dev.sinabro.cuda.kernel;

import org.jspecify.annotations.NullMarked;
