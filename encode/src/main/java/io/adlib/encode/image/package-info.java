/** Pictures to vectors: decoding, preparing, an ONNX encoder. */
@NullMarked
package io.adlib.encode.image;

import org.jspecify.annotations.NullMarked;
