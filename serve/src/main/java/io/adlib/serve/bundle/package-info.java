/** A release on disk: its files, and the live parts they become. */
@NullMarked
package io.adlib.serve.bundle;

import org.jspecify.annotations.NullMarked;
