package dev.sinabro.cli.experiment;

/**
 * Several trainings, each in a folder of its own within one.
 *
 * @param kind what tells them apart
 * @param range which there are, such as {@code 0..9} of seeds, or how many
 */
public record Several(Kind kind, String range) {

  /** What tells trainings apart. */
  public enum Kind {
    /** The seed. */
    SEEDS("train"),
    /** Some keys, by the {@code variants} of a configuration. */
    VARIANTS("train"),
    /** The part of a table that is the test. */
    FOLDS("cross-validate"),
    /** Some keys, by a search. */
    TRIALS("tune");

    private final String command;

    Kind(String command) {
      this.command = command;
    }

    /** The command that goes on with them, by its option {@code --resume}. */
    public String command() {
      return command;
    }
  }

  /** How the user goes on with those in a folder. */
  public String resuming(RunFolder folder) {
    return "sinabro " + kind.command + " --resume " + folder.path();
  }
}
