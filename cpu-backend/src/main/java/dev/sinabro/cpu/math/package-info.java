/**
 * Functions over blocks of floats: what they are, and how one number is computed.
 *
 * <p>In: addresses and lengths. Out: values at an address. Imports {@code memory} and core's {@code graph} only; its two
 * forms are {@code scalar} and {@code vector}.
 */
@NullMarked
package dev.sinabro.cpu.math;

import org.jspecify.annotations.NullMarked;
