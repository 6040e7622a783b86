package io.adlib.app;

import picocli.CommandLine.IVersionProvider;

/** What {@code adlib --version} prints: Adlib's version and the JDK it runs on. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version = Main.class.getPackage().getImplementationVersion();
    return new String[] {
      "adlib " + (version == null ? "(source tree)" : version), "JDK " + Runtime.version()
    };
  }
}
