/**
 * What an ad is worth, learnt by the generator: its evaluator, and the policy steps HEPO and DPO in
 * a simulator, under a guard (GPR, arXiv 2511.10138).
 */
@NullMarked
package io.adlib.learn.policy;

import org.jspecify.annotations.NullMarked;
