/**
 * Runs while they train: what their folders hold as it grows, and the page that shows it. Comes in: folders of runs, of whichever
 * process and machine; of a training in this process its events. Goes out: messages for the page. Writes no file. May not
 * import: commands.
 */
@NullMarked
package dev.sinabro.cli.watch;

import org.jspecify.annotations.NullMarked;
