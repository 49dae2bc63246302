/**
 * {@link dev.sinabro.cpu.math.BlockMath} in plain loops, for Java runtimes without {@code jdk.incubator.vector}.
 *
 * <p>In: addresses and lengths. Out: values at an address. Imports {@code math}, {@code memory} and core's {@code graph}.
 */
@NullMarked
package dev.sinabro.cpu.scalar;

import org.jspecify.annotations.NullMarked;
