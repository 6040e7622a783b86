/** Language models offline: clients, tasks, batch runs with cache, cost and resume. */
@NullMarked
package io.adlib.llm;

import org.jspecify.annotations.NullMarked;
