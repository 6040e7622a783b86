/** OpenRTB 2.6: banner and native, as a bidder. */
@NullMarked
package io.adlib.serve.openrtb;

import org.jspecify.annotations.NullMarked;
