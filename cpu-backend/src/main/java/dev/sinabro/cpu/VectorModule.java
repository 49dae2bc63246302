package dev.sinabro.cpu;

import java.lang.reflect.InvocationTargetException;

/**
 * The module of the Vector API. A command line that names it has Java print a warning on each start, since it incubates; the
 * application image has it loaded later, by the way in which Java itself loads {@code java.instrument} for an agent. That way
 * is open where the command line says {@code --add-exports java.base/jdk.internal.module=ALL-UNNAMED}.
 */
final class VectorModule {
  static final String NAME = "jdk.incubator.vector";

  private VectorModule() {}

  /** Whether its classes can be used, which is tried where they cannot be so far. */
  static boolean isLoaded() {
    return ModuleLayer.boot().findModule(NAME).isPresent() || load();
  }

  private static boolean load() {
    try {
      Class.forName("jdk.internal.module.Modules").getMethod("loadModule", String.class).invoke(null, NAME);
      return true;
    } catch (ClassNotFoundException | NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
      return false;
    }
  }
}
