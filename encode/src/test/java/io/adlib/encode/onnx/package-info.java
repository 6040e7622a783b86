@NullMarked
package io.adlib.encode.onnx;

import org.jspecify.annotations.NullMarked;
