package dev.sinabro.data;

/**
 * Data that are ready for training.
 *
 * @param training what is learned from
 * @param validation what is looked at while training; may be empty
 * @param test what is looked at once, after training; may be empty
 * @param preprocessing how columns became features, to be stored with the model
 */
public record Prepared(Dataset training, Dataset validation, Dataset test, Preprocessing preprocessing) {}
