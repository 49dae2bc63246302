/**
 * What a user may configure, from YAML text to checked records and back.
 *
 * <p>In: the text of a configuration file and the settings of the command line. Out: a {@link Configuration}, or a
 * {@link ConfigurationException} that lists every problem with its file, line and key; and the JSON schema. What can be
 * named, and which keys it has, is declared in {@code catalogue}: what stands here goes by kinds of values. It may not
 * import the command line parser, devices or the trainer.
 */
@NullMarked
package dev.sinabro.cli.config;

import org.jspecify.annotations.NullMarked;
