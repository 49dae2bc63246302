/**
 * A trained model behind HTTP: the REST form of the Open Inference Protocol (KServe, version 2), without its binary extension.
 *
 * <p>In: a {@link dev.sinabro.cli.experiment.TrainedModel} and requests of anybody who reaches the address, so that nothing of
 * them is trusted. Out: answers, and figures for Prometheus. Request threads read and check; one thread owns the device.
 * Prints nothing.
 */
@NullMarked
package dev.sinabro.cli.serve;

import org.jspecify.annotations.NullMarked;
