/** Where results go: standard output, and files that appear whole or not at all. Of ours it imports {@code exit} alone. */
@NullMarked
package dev.sinabro.cli.output;

import org.jspecify.annotations.NullMarked;
