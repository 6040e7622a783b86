/** Published image models of another format, turned into ONNX. */
@NullMarked
package io.adlib.encode.convert;

import org.jspecify.annotations.NullMarked;
