/**
 * What a training shows when it is done: pictures in its run folder, and lines to read.
 *
 * <p>In: a trained model with its data and what happened on the way. Out: files and lines; nothing is printed here.
 */
@NullMarked
package dev.sinabro.cli.show;

import org.jspecify.annotations.NullMarked;
