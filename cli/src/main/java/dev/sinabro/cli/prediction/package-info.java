/**
 * What a model tells of files of any size.
 *
 * <p>In: a trained model, or one of ONNX, and a file. Out: its predictions as rows of text, and how often classes are confused. May not
 * import: commands.
 */
@NullMarked
package dev.sinabro.cli.prediction;

import org.jspecify.annotations.NullMarked;
