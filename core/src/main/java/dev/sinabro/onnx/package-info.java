/**
 * Models as ONNX files: what a prediction computes as operators that other runtimes know, and back.
 *
 * <p>In: graphs at two batch sizes and the values of their variables. Out: an {@link dev.sinabro.onnx.OnnxModel}, and the file
 * of one. Imports {@code graph}, {@code compile}, {@code nn} and {@code io} only.
 */
@NullMarked
package dev.sinabro.onnx;

import org.jspecify.annotations.NullMarked;
