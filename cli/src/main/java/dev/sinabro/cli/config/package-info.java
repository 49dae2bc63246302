/**
 * What a user may configure, from YAML text to checked records and back.
 *
 * <p>In: the text of a configuration file and the settings of the command line. Out: a {@link Configuration}, or a
 * {@link ConfigurationException} that lists every problem with its file, line and key. Of core it knows what can be
 * chosen (layers, losses, optimizers, tasks, normalizations); it may not import the command line parser, devices or the
 * trainer.
 */
@NullMarked
package dev.sinabro.cli.config;

import org.jspecify.annotations.NullMarked;
