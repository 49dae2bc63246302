/** Devices and sessions: a program comes in, a session that owns its buffers goes out. May import backend and compile, and what these import. */
@NullMarked
package dev.sinabro.run;

import org.jspecify.annotations.NullMarked;
