/**
 * The search for a good configuration: which values are tried, and what came of them.
 *
 * <p>In: options of the command line, results of runs. Out: trials, and which of them to give up. Trains nothing and prints
 * nothing.
 */
@NullMarked
package dev.sinabro.cli.search;

import org.jspecify.annotations.NullMarked;
