/**
 * Data sets: rows of named fields, tables read from CSV, splits, normalization, shuffling.
 *
 * <p>In: files, streams, arrays and mapped memory. Out: a {@link dev.sinabro.data.Dataset} of named fields, and the
 * {@link dev.sinabro.data.Preprocessing} that made it of a table, which is stored with the model. Of the project it
 * imports types, {@code HostTensor} and {@code Philox} of the graph package, nothing else.
 */
@NullMarked
package dev.sinabro.data;

import org.jspecify.annotations.NullMarked;
