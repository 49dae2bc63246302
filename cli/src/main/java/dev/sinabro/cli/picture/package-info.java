/**
 * Pictures: charts as SVG, images as PNG, and planes in the colors of a terminal. Numbers come in, files and text go out.
 * Nothing here knows of training, and nothing else knows of the libraries that draw.
 */
@NullMarked
package dev.sinabro.cli.picture;

import org.jspecify.annotations.NullMarked;
