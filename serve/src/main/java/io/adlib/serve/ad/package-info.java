/** Ads that come and go while a release is live. */
@NullMarked
package io.adlib.serve.ad;

import org.jspecify.annotations.NullMarked;
