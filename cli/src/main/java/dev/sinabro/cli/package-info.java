/** The command line: words come in, runs and reports go out. Finds backends by ServiceLoader and imports none. */
@NullMarked
package dev.sinabro.cli;

import org.jspecify.annotations.NullMarked;
