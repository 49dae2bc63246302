/**
 * The CUDA driver and cuBLAS as Java objects, and the only place that knows JCuda.
 *
 * <p>In: addresses, native segments, PTX. Out: effects on a GPU. Each handle is closed once however often {@code close}
 * is called, a context closes all that was made from it, and each status that is not success becomes a {@link
 * dev.sinabro.backend.DeviceException}. Imports {@code backend}, {@code natives} and {@code jcuda} only.
 */
@NullMarked
package dev.sinabro.cuda.driver;

import org.jspecify.annotations.NullMarked;
