package dev.sinabro.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Small data sets that come with the library: real ones, whose sources stand in {@code SOURCES.md} beside them, truth tables,
 * and clouds of points.
 */
public enum BuiltIn {
  /** 1,797 handwritten digits of 8 x 8 pixels from 0 to 16. */
  DIGITS("digits.csv", "label"),
  /** 150 flowers of three species, measured in cm. */
  IRIS("iris.csv", "species"),
  /** 569 tumors, benign or malignant, with 30 measurements of their cell nuclei. */
  BREAST_CANCER("breast_cancer.csv", "diagnosis"),
  /** The four rows of exclusive or. */
  XOR("xor.csv", "xor"),
  /** Airline passengers of each month from 1949 to 1960, in thousands; a {@link Table#series}. */
  AIR_PASSENGERS("air_passengers.csv", "passengers"),
  /** 20,180 English words of 3 to 12 letters, one a line; a {@link Corpus}. */
  WORDS("words.txt", ""),
  /** The 34 members of a karate club, and the club that each joined when it split; nodes of a {@link Table#graph}. */
  KARATE_CLUB("karate_club_members.csv", "club"),
  /** The 78 friendships between the members of the karate club; edges of a {@link Table#graph}. */
  KARATE_CLUB_EDGES("karate_club_edges.csv", "target"),
  /** The truth tables of and, or, nand and xor, beside each other. */
  GATES("gates.csv", "and"),
  /** One row of zeros, for a descent that no data take part in. */
  ORIGIN("origin.csv", "value"),
  /** 600 points on two arms that wind round each other; {@link Cloud#SPIRAL}. */
  SPIRAL(Cloud.SPIRAL),
  /** 600 points of a disk and of a ring round it; {@link Cloud#CIRCLE}. */
  CIRCLE(Cloud.CIRCLE),
  /** 600 points in four squares; {@link Cloud#XOR}. */
  XOR_CLOUD(Cloud.XOR),
  /** 600 points of two heaps; {@link Cloud#GAUSS}. */
  GAUSS(Cloud.GAUSS),
  /** Scenes of Shakespeare's plays, 1,115,394 characters; a {@link Corpus} to be read on and on. */
  TINYSHAKESPEARE("tinyshakespeare.txt", "");

  private static final int POINTS = 600;
  private static final double NOISE = 0.02;
  private static final long SEED = 1;

  private final String file;
  private final String targetName;
  private final @Nullable Cloud cloud;

  BuiltIn(String file, String targetName) {
    this.file = file;
    this.targetName = targetName;
    cloud = null;
  }

  BuiltIn(Cloud cloud) {
    file = "";
    targetName = "class";
    this.cloud = cloud;
  }

  /** Whether it is a table; else it is a text. */
  public boolean isTable() {
    return cloud != null || file.endsWith(".csv");
  }

  /**
   * All columns.
   *
   * @throws DataException where it is no table
   */
  public Table table() {
    if (cloud != null) {
      return cloud.table(POINTS, NOISE, SEED);
    }
    if (!isTable()) {
      throw DataException.ofSource(file, "is a text, not a table");
    }
    return read(Csv::read);
  }

  /** All lines. */
  public Corpus corpus() {
    return read(Corpus::read);
  }

  /**
   * All columns, of which one is to be learned.
   *
   * @throws DataException where it is no table of such columns
   */
  public Labeled labeled() {
    return table().target(targetName);
  }

  private <T> T read(BiFunction<String, InputStream, T> reader) {
    try (InputStream stream = Objects.requireNonNull(BuiltIn.class.getResourceAsStream(file), file)) {
      return reader.apply(file, stream);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
