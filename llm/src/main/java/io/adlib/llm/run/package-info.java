/** Batch runs: cache, ledger, budget, retries, resume. */
@NullMarked
package io.adlib.llm.run;

import org.jspecify.annotations.NullMarked;
