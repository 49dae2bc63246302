package dev.sinabro.cli.serve;

import dev.sinabro.cli.http.Refusal;
import dev.sinabro.data.Dataset;
import dev.sinabro.data.Field;
import dev.sinabro.data.ImagePreprocessing;
import dev.sinabro.data.InMemory;
import dev.sinabro.graph.HostTensor;
import java.util.List;

/** Images: {@code image} UINT8 [n, channels, height, width]; a class and its probabilities come out. */
record ImageSignature(ImagePreprocessing images) implements Signature {
  private static final String IMAGE = "image";

  @Override
  public List<TensorSpec> inputs() {
    return List.of(TensorSpec.rows(IMAGE, Datatype.UINT8, images.channels(), images.height(), images.width()));
  }

  @Override
  public List<TensorSpec> outputs() {
    return answer().outputs();
  }

  private ClassAnswer answer() {
    return new ClassAnswer(CLASS, "classes", images.classes());
  }

  @Override
  public Dataset rows(InferenceRequest request) {
    InputTensor image = request.only(IMAGE);
    if (image.datatype() != Datatype.UINT8) {
      throw Refusal.malformed("input '" + IMAGE + "' has datatype " + image.datatype()
          + "; pixels are UINT8, from 0 to 255");
    }
    double[] pixels = image.numbers(images.channels(), images.height(), images.width());
    byte[] bytes = new byte[pixels.length];
    for (int i = 0; i < bytes.length; i++) {
      if (Double.isNaN(pixels[i])) {
        throw Refusal.malformed("input '" + IMAGE + "': element " + i + " is missing");
      }
      bytes[i] = (byte) (int) pixels[i];
    }
    Field features = images.fields().getFirst();
    return InMemory.rows(request.rows()).with(features, bytes);
  }

  @Override
  public List<OutputTensor> answer(InferenceRequest request, HostTensor output) {
    return answer().of(output.rows());
  }
}
