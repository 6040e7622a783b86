/** What serving must never lose: users' histories, event ids, exposures and the budgets' ledger. */
@NullMarked
package io.adlib.serve.state;

import org.jspecify.annotations.NullMarked;
