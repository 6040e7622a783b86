/** An ad or a content to its one vector: text and image, joined and whitened. */
@NullMarked
package io.adlib.encode.item;

import org.jspecify.annotations.NullMarked;
