/**
 * Runs as people look at them: what their folders hold, and pages that show it.
 *
 * <p>In: folders of runs, whole or not, and trainings that are done. Out: figures, tables, and HTML without any other file.
 * Knows no commands.
 */
@NullMarked
package dev.sinabro.cli.report;

import org.jspecify.annotations.NullMarked;
