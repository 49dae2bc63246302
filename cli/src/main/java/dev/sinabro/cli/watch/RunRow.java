package dev.sinabro.cli.watch;

import com.google.gson.JsonObject;

/**
 * A run in the table of all.
 *
 * @param id by which the page asks for it
 * @param name its folder, from the one that was named
 * @param state as {@link dev.sinabro.cli.report.RunRecord#state} says
 * @param reason why it ended; empty where that is as it should
 * @param began when, in UTC; empty where that is not known
 * @param changed when its log was written last, in milliseconds since 1970; 0 where there is none
 * @param epoch that ended last
 * @param epochs that there are to be; 0 where that is not known
 * @param figures losses and metrics by what they are of, such as {@code validation accuracy}; numbers, or texts such as
 *     {@code NaN}
 * @param damaged lines of its log that could not be read
 */
record RunRow(int id, String name, String state, String reason, String began, long changed, int epoch, int epochs,
    JsonObject figures, int damaged) {}
