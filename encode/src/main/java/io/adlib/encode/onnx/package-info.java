/** What ONNX Runtime needs, and reading and writing of its files. */
@NullMarked
package io.adlib.encode.onnx;

import org.jspecify.annotations.NullMarked;
