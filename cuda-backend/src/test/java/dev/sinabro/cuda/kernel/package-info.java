/** Tests of the way from steps to launches, without a driver. */
@NullMarked
package dev.sinabro.cuda.kernel;

import org.jspecify.annotations.NullMarked;
