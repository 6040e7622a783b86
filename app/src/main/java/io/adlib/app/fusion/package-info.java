/** What a release's generator is fused with, learnt of a log and measured on another. */
@NullMarked
package io.adlib.app.fusion;

import org.jspecify.annotations.NullMarked;
