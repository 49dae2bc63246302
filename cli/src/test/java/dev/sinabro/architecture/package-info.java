/**
 * The shape of the house as tests: which package may import which, and what may stand in one place only.
 *
 * <p>In: the compiled classes of all modules. Out: a failed test for each line that breaks a rule. It stands with the
 * command because only here every module is on the class path.
 */
@NullMarked
package dev.sinabro.architecture;

import org.jspecify.annotations.NullMarked;
