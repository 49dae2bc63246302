package dev.sinabro.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A table as people keep them: names, ages of which some are missing, numbers that are categories, dates, rare words. */
final class Passengers {
  private final Random random;

  Passengers(long seed) {
    random = new Random(seed);
  }

  /** The head and some rows, tab-separated. */
  List<String> lines(int rows) {
    List<String> lines = new ArrayList<>(List.of("name\tclass\tsex\tage\tfare\tdeck\tport\tboarded\tsurvived"));
    for (int row = 0; row < rows; row++) {
      lines.add(line(row));
    }
    return lines;
  }

  private String line(int row) {
    int level = 1 + random.nextInt(3);
    boolean woman = random.nextInt(5) < 2;
    int age = 1 + random.nextInt(70);
    double fare = 8 + 60 * random.nextDouble() / level;
    int month = 1 + random.nextInt(12);
    char deck = "ABCDEFG".charAt(Math.min(6, 2 * (level - 1) + random.nextInt(3)));
    double chance = 1.2 * (woman ? 2 : -1.5) + (age < 12 ? 2 : 0) + 2 - level + (month > 6 ? 1.5 : -0.5)
        + 0.3 * random.nextGaussian();
    return String.join("\t", "\"Passenger, the " + row + ".\"", Integer.toString(level), woman ? "female" : "male",
        random.nextInt(5) == 0 ? "" : Integer.toString(age), "%.2f".formatted(fare),
        random.nextInt(3) == 0 ? "NA" : deck + "", random.nextInt(40) == 0 ? "?" : "SCQ".charAt(random.nextInt(3)) + "",
        "%02d.%02d.1912".formatted(1 + random.nextInt(28), month), chance > 0 ? "yes" : "no");
  }
}
