/**
 * Examples that no configuration can say: training loops of their own, written over the library as a reader would write them.
 *
 * <p>In: a device, the folder of the data, and how long. Out: pictures, figures and lines; nothing is printed here.
 */
@NullMarked
package dev.sinabro.cli.program;

import org.jspecify.annotations.NullMarked;
