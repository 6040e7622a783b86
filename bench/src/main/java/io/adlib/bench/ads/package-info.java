/** What it costs to add ads to a live release. */
@NullMarked
package io.adlib.bench.ads;

import org.jspecify.annotations.NullMarked;
