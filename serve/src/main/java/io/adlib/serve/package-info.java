/** The request path, OpenRTB, exposure log, health and metrics. */
@NullMarked
package io.adlib.serve;

import org.jspecify.annotations.NullMarked;
