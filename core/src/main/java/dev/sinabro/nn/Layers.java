package dev.sinabro.nn;

import dev.sinabro.graph.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** The layers, under names that are short to read after a static import. */
public final class Layers {
  private Layers() {}

  /** {@code units} linear outputs, Glorot-initialized. */
  public static Dense dense(int units) {
    return dense(units, Activation.IDENTITY);
  }

  /** {@code units} outputs with an activation; He-initialized before ReLU and its leaky kin, else Glorot-initialized. */
  public static Dense dense(int units, Activation activation) {
    return new Dense(units, activation, Initializer.before(activation), true);
  }

  /** ReLU with a slope below 0. */
  public static Activation leakyRelu(double slope) {
    return new Activation.LeakyRelu(slope);
  }

  /** ReLU with a learned slope below 0, one for all, 0.25 at first. */
  public static Activation prelu() {
    return new Activation.PRelu();
  }

  /** The exponential linear unit, which falls to -alpha. */
  public static Activation elu(double alpha) {
    return new Activation.Elu(alpha);
  }

  /** x * scale + offset as real numbers, of stored bytes too: {@code rescale(1 / 255.0, 0)} before an image network. */
  public static Rescale rescale(double scale, double offset) {
    return new Rescale(List.of(scale), List.of(offset));
  }

  /** (x - mean) / deviation for each channel of [batch, channels, ...], of stored bytes too. */
  public static Rescale standardize(double[] mean, double[] deviation) {
    return new Rescale(Arrays.stream(deviation).mapToObj(each -> 1 / each).toList(),
        IntStream.range(0, mean.length).mapToObj(channel -> -mean[channel] / deviation[channel]).toList());
  }

  /** Dropout with a rate in [0, 1). */
  public static Dropout dropout(double rate) {
    return new Dropout(rate);
  }

  /** In training, exchanges left and right of every other image, by chance. */
  public static RandomFlip randomFlip() {
    return new RandomFlip(0.5, 0);
  }

  /** In training, moves images by at most so many pixels in each direction. */
  public static RandomShift randomShift(int most) {
    return new RandomShift(most);
  }

  /** Parts of images: in training anywhere, in inference in the middle. */
  public static RandomCrop randomCrop(int height, int width) {
    return new RandomCrop(height, width);
  }

  /** In training, adds normal numbers of a standard deviation. */
  public static Noise noise(double deviation) {
    return new Noise(deviation);
  }

  /** Convolution over a signal: [batch, inputs, length], {@code channels} outputs, a kernel of one size. */
  public static Conv conv1d(int channels, int kernel) {
    return new Conv(channels, Spatial.windows(1, kernel), Conv.Border.PADDED, 1, true, Channels.FIRST);
  }

  /** Convolution over images: [batch, inputs, height, width], {@code channels} outputs, kernel [height, width] or a square. */
  public static Conv conv2d(int channels, int... kernel) {
    return new Conv(channels, Spatial.windows(2, kernel), Conv.Border.PADDED, 1, true, Channels.FIRST);
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

  /** Batch norm over the channels of [batch, channels, ..], with PyTorch's momentum 0.1 and epsilon 1e-5. */
  public static BatchNorm batchNorm() {
    return new BatchNorm(Channels.FIRST, 0.1, 1e-5);
  }

  /** Layer norm over the last axis, with PyTorch's epsilon 1e-5. */
  public static LayerNorm layerNorm() {
    return new LayerNorm(1, 1e-5);
  }

  /** RMS norm over the last axis, with PyTorch's epsilon, 2^-23. */
  public static RmsNorm rmsNorm() {
    return new RmsNorm(1, 0x1p-23);
  }

  /** Group norm over [batch, channels, ..], with PyTorch's epsilon 1e-5. */
  public static GroupNorm groupNorm(int groups) {
    return new GroupNorm(groups, true, 1e-5, Channels.FIRST);
  }

  /** Instance norm over [batch, channels, places..] without weights and running statistics, with PyTorch's epsilon 1e-5. */
  public static InstanceNorm instanceNorm() {
    return new InstanceNorm(false, false, 0.1, 1e-5, Channels.FIRST);
  }

  /** The mean over all places, [batch, channels, places..] to [batch, channels]. */
  public static GlobalAvgPool globalAvgPool() {
    return new GlobalAvgPool(Channels.FIRST);
  }

  /** The largest over all places, [batch, channels, places..] to [batch, channels]. */
  public static GlobalMaxPool globalMaxPool() {
    return new GlobalMaxPool(Channels.FIRST);
  }

  /** A vector of {@code width} for each number from 0 to {@code count} - 1, normal at first. */
  public static Embedding embedding(int count, int width) {
    return new Embedding(count, width, new Initializer.Normal(0, 1));
  }

  /** A vector for each of {@code most} places, added to a sequence; normal with deviation 0.02 at first. */
  public static Positions positions(int most) {
    return new Positions(most, new Initializer.Normal(0, 0.02));
  }

  /** Sines and cosines of the place, added to a sequence. */
  public static SinusoidalPositions sinusoidalPositions() {
    return new SinusoidalPositions();
  }

  /** x W^T with the {@code weight} of another layer, such as an embedding. */
  public static Tied tied(Layer layer) {
    return new Tied(layer, "weight");
  }

  /** Each row as one vector. */
  public static Flatten flatten() {
    return new Flatten();
  }

  /** Each row in another shape. */
  public static Reshape reshape(int... row) {
    return new Reshape(Shape.of(row));
  }

  /** The axes of each row in another order; they are counted from 1, since 0 is the batch. */
  public static Permute permute(int... axes) {
    return new Permute(Arrays.stream(axes).boxed().toList());
  }

  /** What several layers make of the same input, one behind the other along an axis. */
  public static Branches concat(int axis, Layer... branches) {
    return new Branches(List.of(branches), new Concat(axis));
  }

  /** Equal layers one after the other, each with parameters of its own: {@code repeat(4, () -> dense(8, RELU))}. */
  public static Repeat repeat(int times, Supplier<? extends Layer> layer) {
    return new Repeat(times, layer);
  }

  /** x + f(x), with several layers one after the other as f. */
  public static Residual residual(Layer... body) {
    return new Residual(body.length == 1 ? body[0] : Sequential.of(body));
  }

  /** Self-attention of several heads in which each place sees all. */
  public static Attention attention(int heads) {
    return new Attention(heads, false, 0);
  }

  /** Self-attention of several heads in which a place sees itself and those before it. */
  public static Attention causalAttention(int heads) {
    return new Attention(heads, true, 0);
  }

  /** An LSTM along [batch, steps, inputs], which gives all its hidden states. */
  public static Recurrent lstm(int units) {
    return Recurrent.of(Cell.Gated.LSTM, units);
  }

  /** A GRU along [batch, steps, inputs], which gives all its hidden states. */
  public static Recurrent gru(int units) {
    return Recurrent.of(Cell.Gated.GRU, units);
  }

  /** A simple recurrent network with tanh along [batch, steps, inputs], which gives all its hidden states. */
  public static Recurrent rnn(int units) {
    return Recurrent.of(Cell.Simple.TANH, units);
  }

  /** Graph convolution over [batch, nodes, inputs] and the edges in field {@code edges}; Glorot-initialized. */
  public static GraphConv graphConv(int units) {
    return new GraphConv(units, "edges", new Initializer.Glorot(), true);
  }
}
