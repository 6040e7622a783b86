package io.adlib.learn.policy;

/**
 * K items that a policy tried in one episode, and what came of them. The arrays are not copied:
 * treat them as immutable.
 *
 * @param episode by its number
 * @param item_K the items
 * @param old_KS log-probabilities of their decisions when they were drawn
 * @param reference_KS the same by the model that the policy is kept close to
 * @param reward_K the terminal rewards R
 * @param return_KS what was earned from each decision on, discounted
 * @param advantage_KS how much better than expected each decision was; 0 where there was no choice
 */
record Rollout(
    int episode,
    int[] item_K,
    double[][] old_KS,
    double[][] reference_KS,
    double[] reward_K,
    double[][] return_KS,
    double[][] advantage_KS) {}
