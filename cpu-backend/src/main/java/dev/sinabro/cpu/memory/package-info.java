/**
 * Native memory by address: pages from the operating system, and reads and writes anywhere.
 *
 * <p>In: sizes. Out: addresses. Imports nothing of ours but {@code backend}'s exception.
 */
@NullMarked
package dev.sinabro.cpu.memory;

import org.jspecify.annotations.NullMarked;
