/**
 * What a training writes down as it goes: events as lines of JSON, and as event files that TensorBoard reads.
 *
 * <p>In: the events of a training. Out: files in the folder of the run. Knows neither configurations nor commands; imports
 * core only.
 */
@NullMarked
package dev.sinabro.cli.log;

import org.jspecify.annotations.NullMarked;
