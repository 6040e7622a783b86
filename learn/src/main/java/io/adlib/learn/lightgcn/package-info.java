/** LightGCN: users and items as nodes of one graph, and vectors smoothed along its edges. */
@NullMarked
package io.adlib.learn.lightgcn;

import org.jspecify.annotations.NullMarked;
