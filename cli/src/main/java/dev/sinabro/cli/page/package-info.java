/**
 * Pages for the browser of the one person who started the command: a server on the loopback address, who may ask it, and
 * streams of events. Comes in: requests. Goes out: files of the class path, events, and what is answered below {@code /api}. May
 * import {@code cli.http} alone.
 */
@NullMarked
package dev.sinabro.cli.page;

import org.jspecify.annotations.NullMarked;
