/** Texts become unit vectors: the encoder's interface, MiniLM on ONNX Runtime, and the cache. */
@NullMarked
package io.adlib.encode.text;

import org.jspecify.annotations.NullMarked;
