package dev.sinabro.cli.experiment;

import java.nio.file.Path;

/**
 * What a training loop of its own depends on beside its code.
 *
 * @param program the name of the loop
 * @param epochs passes over the training rows
 * @param seed of weights, order and random numbers
 * @param data the folder that it learns from
 */
public record LoopSettings(String program, int epochs, long seed, Path data) {}
