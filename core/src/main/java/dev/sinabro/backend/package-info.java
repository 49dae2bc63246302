/**
 * What a device must offer: four interfaces, the handle of an upload, and their data.
 *
 * <p>In: a {@link dev.sinabro.compile.Program}. Out: its effects on the bound memory. Implementations are found with
 * {@link java.util.ServiceLoader}. Imports {@code compile} and {@code graph} only.
 */
@NullMarked
package dev.sinabro.backend;

import org.jspecify.annotations.NullMarked;
