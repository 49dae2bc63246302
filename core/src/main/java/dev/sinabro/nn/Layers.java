package dev.sinabro.nn;

import java.util.List;

/** The layers, under names that are short to read after a static import. */
public final class Layers {
  private Layers() {}

  /** {@code units} linear outputs, Glorot-initialized. */
  public static Dense dense(int units) {
    return dense(units, Activation.IDENTITY);
  }

  /** {@code units} outputs with an activation; He-initialized before ReLU, else Glorot-initialized. */
  public static Dense dense(int units, Activation activation) {
    return new Dense(units, activation,
        activation == Activation.RELU ? new Initializer.He() : new Initializer.Glorot(), true);
  }

  /** Dropout with a rate in [0, 1). */
  public static Dropout dropout(double rate) {
    return new Dropout(rate);
  }

  /** Convolution over a signal: [batch, inputs, length], {@code channels} outputs, a kernel of one size. */
  public static Conv conv1d(int channels, int kernel) {
    return new Conv(channels, Spatial.windows(1, kernel), false, 1, true, Channels.FIRST);
  }

  /** Convolution over images: [batch, inputs, height, width], {@code channels} outputs, kernel [height, width] or a square. */
  public static Conv conv2d(int channels, int... kernel) {
    return new Conv(channels, Spatial.windows(2, kernel), false, 1, true, Channels.FIRST);
  }

  /** Transposed convolution over a signal: [batch, inputs, length], {@code channels} outputs, a kernel of one size. */
  public static ConvTranspose convTranspose1d(int channels, int kernel) {
    return new ConvTranspose(channels, Spatial.windows(1, kernel), List.of(0), 1, true, Channels.FIRST);
  }

  /** Transposed convolution over images: [batch, inputs, height, width]; kernel [height, width] or a square. */
  public static ConvTranspose convTranspose2d(int channels, int... kernel) {
    return new ConvTranspose(channels, Spatial.windows(2, kernel), List.of(0, 0), 1, true, Channels.FIRST);
  }

  /** The largest of each window of a signal, [batch, channels, length]; the stride is the size. */
  public static MaxPool maxPool1d(int size) {
    return new MaxPool(Spatial.windows(1, size), Channels.FIRST).stride(size);
  }

  /** The largest of each window of images, [batch, channels, height, width]; the strides are the sizes. */
  public static MaxPool maxPool2d(int... sizes) {
    return new MaxPool(Spatial.windows(2, sizes), Channels.FIRST).stride(sizes);
  }

  /** The mean of each window of a signal, [batch, channels, length]; the stride is the size, padding counts as zeros. */
  public static AvgPool avgPool1d(int size) {
    return new AvgPool(Spatial.windows(1, size), true, Channels.FIRST).stride(size);
  }

  /** The mean of each window of images, [batch, channels, height, width]; the strides are the sizes. */
  public static AvgPool avgPool2d(int... sizes) {
    return new AvgPool(Spatial.windows(2, sizes), true, Channels.FIRST).stride(sizes);
  }

  /** Means over [height, width] regions of images, [batch, channels, height, width]; 1 and 1: over all of an image. */
  public static AdaptiveAvgPool adaptiveAvgPool2d(int height, int width) {
    return new AdaptiveAvgPool(List.of(height, width), Channels.FIRST);
  }

  /** Means over some regions of a signal, [batch, channels, length]. */
  public static AdaptiveAvgPool adaptiveAvgPool1d(int length) {
    return new AdaptiveAvgPool(List.of(length), Channels.FIRST);
  }
}
