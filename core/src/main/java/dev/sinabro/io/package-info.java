/**
 * File formats of tensors.
 *
 * <p>In: named tensors and metadata. Out: files, and back. Imports {@code graph} and {@code nn} only.
 */
@NullMarked
package dev.sinabro.io;

import org.jspecify.annotations.NullMarked;
