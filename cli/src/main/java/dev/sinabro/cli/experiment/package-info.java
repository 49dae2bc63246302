/**
 * From a configuration to a trained model in a folder, and back.
 *
 * <p>In: configurations and run folders. Out: data, models, trainers and the files of a run. Prints nothing.
 */
@NullMarked
package dev.sinabro.cli.experiment;

import org.jspecify.annotations.NullMarked;
