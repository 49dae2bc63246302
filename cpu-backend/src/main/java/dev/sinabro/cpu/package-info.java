/** The CPU backend: a program comes in, its results go out. May import core, never another backend or the command line. */
@NullMarked
package dev.sinabro.cpu;

import org.jspecify.annotations.NullMarked;
