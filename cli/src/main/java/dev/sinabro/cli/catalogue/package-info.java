/**
 * All that a configuration can name: kinds of data, layers, activations, initializers, losses, metrics, optimizers and schedules.
 *
 * <p>Each is one {@link Entry} of a {@link Catalogue}: a name, a sentence, and how its keys become an object of core. From
 * these entries follow the reader and its messages, the writer, the listings, the JSON schema and the tables of the README.
 * To add one, write its class in core and its entry in the catalogue of its kind. In: nothing. Out: {@link Catalogues}. It
 * may import what core offers to be named; it knows neither YAML nor the command line.
 */
@NullMarked
package dev.sinabro.cli.catalogue;

import org.jspecify.annotations.NullMarked;
