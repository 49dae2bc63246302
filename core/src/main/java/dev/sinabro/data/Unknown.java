package dev.sinabro.data;

/** What becomes of a category that training did not know. */
public enum Unknown {
  /** It is refused. */
  REFUSE,
  /** It counts as a category of its own, to which all belong that are known of too few training rows. */
  OTHER
}
