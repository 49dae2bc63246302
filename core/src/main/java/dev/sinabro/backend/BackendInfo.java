package dev.sinabro.backend;

import dev.sinabro.graph.DType;

/**
 * What an opened device is.
 *
 * @param name the provider's name, such as {@code cpu}
 * @param description a short text for people, such as {@code 2 threads, AVX-512}
 * @param floatType the type that its programs' reals have: F32, or F64 for the reference backend
 * @param freeBytes memory that programs can use; {@link Long#MAX_VALUE} where unknown
 */
public record BackendInfo(String name, String description, DType floatType, long freeBytes) {}
