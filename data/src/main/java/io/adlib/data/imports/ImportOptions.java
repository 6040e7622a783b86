package io.adlib.data.imports;

import io.adlib.data.config.AdlibConfig;

/**
 * How strict an import is.
 *
 * @param maxRejectShare above this share of bad rows, in [0,1], nothing is imported
 * @param ignoreExtraColumns whether columns that the schema does not have are passed over instead
 *     of refused
 */
public record ImportOptions(double maxRejectShare, boolean ignoreExtraColumns) {

  /** As adlib.yaml says. */
  public static ImportOptions of(AdlibConfig config) {
    return new ImportOptions(config.imports().maxRejectShare(), false);
  }
}
