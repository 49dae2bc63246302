/**
 * The playground: small trainings of the library that a page shows from the inside.
 *
 * <p>In: what a page asks for. Out: configurations, trainings, and what the page draws of them. Prints nothing.
 */
@NullMarked
package dev.sinabro.cli.playground;

import org.jspecify.annotations.NullMarked;
