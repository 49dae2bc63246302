/**
 * The plain, slow backend in float64, which says what each operation means: other backends are compared with it.
 *
 * <p>In: a {@link dev.sinabro.compile.Program}. Out: its effects on the bound memory. Imports {@code backend}, {@code
 * compile} and {@code graph} only.
 */
@NullMarked
package dev.sinabro.reference;

import org.jspecify.annotations.NullMarked;
