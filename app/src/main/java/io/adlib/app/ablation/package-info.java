/** What each part of GPR brings on the built-in market: the same training with and without it. */
@NullMarked
package io.adlib.app.ablation;

import org.jspecify.annotations.NullMarked;
