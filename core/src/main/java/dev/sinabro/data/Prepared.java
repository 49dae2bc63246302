package dev.sinabro.data;

/**
 * Data that are ready for training.
 *
 * @param training what is learned from
 * @param validation what is looked at while training; may be empty
 * @param test what is looked at once, after training; may be empty
 * @param preprocessing how they became fields, to be stored with the model
 * @param <P> what kind of data they are
 */
public record Prepared<P extends Preprocessing>(Dataset training, Dataset validation, Dataset test, P preprocessing) {}
