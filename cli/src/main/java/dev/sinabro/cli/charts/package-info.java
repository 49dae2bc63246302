/**
 * The charts of every page: modules for browsers, and their looks. Comes in: the name of a file, or a script that imports some.
 * Goes out: their text. May not import: anything of the program.
 */
@NullMarked
package dev.sinabro.cli.charts;

import org.jspecify.annotations.NullMarked;
