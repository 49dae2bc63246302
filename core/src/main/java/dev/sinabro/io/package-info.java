/**
 * File formats of tensors, and the wire format that several are made of.
 *
 * <p>In: named tensors and metadata. Out: files, and back. Imports {@code graph} and {@code nn} only.
 */
@NullMarked
package dev.sinabro.io;

import org.jspecify.annotations.NullMarked;
