/** Workspace, artifacts, imports, catalogue, event log and durable state. */
@NullMarked
package io.adlib.data;

import org.jspecify.annotations.NullMarked;
