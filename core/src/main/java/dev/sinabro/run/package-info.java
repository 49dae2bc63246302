/**
 * Running programs on a device: choosing it, owning its memory, moving values.
 *
 * <p>In: graphs and a backend. Out: values. Imports {@code backend}, {@code compile} and {@code graph}.
 */
@NullMarked
package dev.sinabro.run;

import org.jspecify.annotations.NullMarked;
