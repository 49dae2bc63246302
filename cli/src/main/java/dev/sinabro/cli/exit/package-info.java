/** How the process ends: exit codes, and errors that carry theirs. Imports nothing of ours. */
@NullMarked
package dev.sinabro.cli.exit;

import org.jspecify.annotations.NullMarked;
