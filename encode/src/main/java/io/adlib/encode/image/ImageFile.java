package io.adlib.encode.image;

import java.nio.file.Path;

/**
 * A picture on disk.
 *
 * @param path where it is
 * @param sha256 of its bytes; pictures of one content have one vector
 */
public record ImageFile(Path path, String sha256) {}
