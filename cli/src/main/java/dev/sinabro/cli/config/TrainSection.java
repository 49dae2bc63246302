package dev.sinabro.cli.config;

import dev.sinabro.backend.MatmulPrecision;

/**
 * How long, and in what portions.
 *
 * @param epochs passes over the training part, at least 1
 * @param batchSize rows in one step, at least 1
 * @param precision how precisely the factors of matrix products are taken, where the device has a choice
 * @param seed of weights, shuffling and dropout, and of the split unless that has its own; at least 0
 */
public record TrainSection(int epochs, int batchSize, MatmulPrecision precision, long seed) {}
