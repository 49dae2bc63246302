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
public record Prepared<P extends Preprocessing>(Dataset training, Dataset validation, Dataset test, P preprocessing) {

  /**
   * Rows by which a trained model is judged.
   *
   * @param part whose they are: {@code test}, {@code validation} or {@code training}
   */
  public record Judged(String part, Dataset rows) {}

  /** The test rows; where there are none those of validation, and without these those of training. */
  public Judged judged() {
    if (!test.isEmpty()) {
      return new Judged("test", test);
    }
    return validation.isEmpty() ? new Judged("training", training) : new Judged("validation", validation);
  }
}
