package dev.sinabro.reference;

import dev.sinabro.backend.Backend;
import dev.sinabro.backend.BackendProvider;
import dev.sinabro.backend.DeviceException;
import dev.sinabro.backend.DeviceOptions;
import dev.sinabro.backend.Probe;
import java.util.List;
import java.util.Map;

/** Offers the reference backend, which is usable everywhere and chosen by name only. */
public final class ReferenceProvider implements BackendProvider {

  /** The provider, as {@link java.util.ServiceLoader} makes it. */
  public ReferenceProvider() {}

  @Override
  public String name() {
    return ReferenceBackend.NAME;
  }

  /** Negative: never the best choice, since it is slow by design. */
  @Override
  public int rank() {
    return -1;
  }

  @Override
  public Probe probe() {
    return new Probe.Usable(List.of(ReferenceBackend.DESCRIPTION), Map.of());
  }

  @Override
  public Backend open(DeviceOptions options) {
    if (options.index() != 0) {
      throw new DeviceException(
          "there is one reference device, of index 0, not " + options.index() + "; leave out the index");
    }
    return new ReferenceBackend();
  }
}
