package io.adlib.learn.reproduce;

import io.adlib.learn.alignment.AlignmentRecipe;
import io.adlib.sid.ItemVectors;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.health.Health;
import io.adlib.sid.kmeans.Codebooks;
import io.adlib.sid.tokenize.Tokenized;
import io.adlib.sid.tokenize.Tokenizer;
import java.util.List;

/**
 * The semantic IDs of one recipe and seed.
 *
 * @param recipe how much behaviour went in
 * @param seed which of the pairs, from 0
 * @param books that made the codes
 * @param ids of the items
 * @param health how good they are
 */
record TokenizedRecipe(
    AlignmentRecipe recipe, int seed, Codebooks books, SemanticIds ids, Health health) {

  static TokenizedRecipe of(AlignmentRecipe recipe, int seed, ItemVectors items, Codebooks books) {
    short[] codes_NL = books.encode(items.vectors().readAll(), items.size());
    Tokenized made = Tokenizer.of(items, books, codes_NL);
    return new TokenizedRecipe(recipe, seed, books, made.ids(), made.health());
  }

  static TokenizedRecipe first(List<TokenizedRecipe> all, AlignmentRecipe recipe) {
    return ofRecipe(all, recipe).getFirst();
  }

  static List<TokenizedRecipe> ofRecipe(List<TokenizedRecipe> all, AlignmentRecipe recipe) {
    return all.stream().filter(each -> each.recipe() == recipe).toList();
  }

  static List<TokenizedRecipe> ofSeed(List<TokenizedRecipe> all, int seed) {
    return all.stream().filter(each -> each.seed() == seed).toList();
  }
}
