package io.adlib.llm.task.tags;

import io.adlib.llm.market.Item;
import java.util.Optional;

/** An ad or content, and a person's tags if there are some. */
public record TaggedItem(Item item, Optional<TagsTask.Answer> label) {}
