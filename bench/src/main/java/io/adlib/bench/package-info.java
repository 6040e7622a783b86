/** Measurements that anyone can run again. */
@NullMarked
package io.adlib.bench;

import org.jspecify.annotations.NullMarked;
