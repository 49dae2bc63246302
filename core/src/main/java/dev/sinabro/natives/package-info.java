/**
 * Native libraries that come in jars, for backends that call them.
 *
 * <p>In: their place on the class path. Out: files that the dynamic linker can open. Imports nothing of ours.
 */
@NullMarked
package dev.sinabro.natives;

import org.jspecify.annotations.NullMarked;
