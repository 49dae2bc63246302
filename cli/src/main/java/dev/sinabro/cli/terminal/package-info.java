/**
 * What a person sees of a command: figures in words, columns, and a training as it goes.
 *
 * <p>In: events and numbers. Out: text for a terminal or a log. May not import: commands.
 */
@NullMarked
package dev.sinabro.cli.terminal;

import org.jspecify.annotations.NullMarked;
