/**
 * What all servers of the command have in common: the JDK's server on virtual threads with its limits, requests with bodies that
 * are bounded in size and in time, answers, and refusals with their status. Comes in: an address to listen at, and who answers.
 * Goes out: requests. Knows neither pages nor protocols, and may import nothing else of ours.
 */
@NullMarked
package dev.sinabro.cli.http;

import org.jspecify.annotations.NullMarked;
