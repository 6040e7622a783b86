/** What the stages make: folders named by the hash of their inputs, with checksums. */
@NullMarked
package io.adlib.data.artifact;

import org.jspecify.annotations.NullMarked;
