package io.adlib.serve.release;

import io.adlib.core.Request;
import io.adlib.core.UserState;
import io.adlib.infer.generator.Generator;
import io.adlib.sid.LegalLeaves;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.Trie;
import io.adlib.sid.prompt.PromptBuilder;
import java.util.List;

/** {@link Recall} by the trained generator. Thread-safe. */
final class GeneratorRecall implements Recall {

  private final Generator generator;
  private final PromptBuilder prompts;
  private final Trie trie;

  GeneratorRecall(Generator generator, SemanticIds ids, Trie trie) {
    this.generator = generator;
    this.prompts = new PromptBuilder(ids, generator.shape());
    this.trie = trie;
  }

  @Override
  public List<Proposal> propose(
      UserState user, Request request, LegalLeaves legal, int beam, int k) {
    return generator
        .generate(prompts.build(user, request), trie, legal, beam, Math.min(k, beam))
        .stream()
        .map(generated -> new Proposal(trie.leaf(generated.item()), generated.logP()))
        .toList();
  }

  @Override
  public List<List<Prefix>> beams(UserState user, Request request, LegalLeaves legal, int beam) {
    return generator
        .explain(prompts.build(user, request), trie, legal, beam, beam)
        .levels()
        .stream()
        .map(
            level ->
                level.beams().stream()
                    .map(b -> new Prefix(b.prefix(), b.logP(), b.legal(), b.illegal()))
                    .toList())
        .toList();
  }
}
