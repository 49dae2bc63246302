/**
 * {@link dev.sinabro.cpu.math.BlockMath} with the Vector API; no other package imports {@code jdk.incubator.vector}.
 *
 * <p>In: addresses and lengths. Out: values at an address. No {@code reduceLanes} on floats and no transcendental operator
 * is used, as their bits change when they are compiled. Imports {@code math}, {@code memory} and core's {@code graph}.
 */
@NullMarked
package dev.sinabro.cpu.vector;

import org.jspecify.annotations.NullMarked;
