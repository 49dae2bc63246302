/**
 * Data sets: tables read from CSV, splits, normalization, shuffling.
 *
 * <p>In: files, streams and arrays. Out: a {@link dev.sinabro.data.Dataset} of float32 features with its target, and
 * the {@link dev.sinabro.data.Preprocessing} that made it, which is stored with the model. Of the project it imports
 * {@code DType}, {@code Shape} and {@code Philox} of the graph package, nothing else.
 */
@NullMarked
package dev.sinabro.data;

import org.jspecify.annotations.NullMarked;
