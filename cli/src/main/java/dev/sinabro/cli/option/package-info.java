/**
 * Options that several commands share, by subject.
 *
 * <p>In: words of the command line. Out: devices, folders, settings and what else commands ask them for. Commands import
 * these, never the other way round.
 */
@NullMarked
package dev.sinabro.cli.option;

import org.jspecify.annotations.NullMarked;
