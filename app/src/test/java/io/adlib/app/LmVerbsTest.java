package io.adlib.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** From people's judgments to a corpus, from a corpus to a model, as people type it. */
class LmVerbsTest {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir Path folder;

  private record Outcome(int code, String out, String err) {}

  private static Outcome run(String... args) {
    var err = new StringWriter();
    var bytes = new java.io.ByteArrayOutputStream();
    PrintStream out = System.out;
    try (var captured = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
      System.setOut(captured);
      int code = Main.run(args, new PrintWriter(err, true));
      return new Outcome(code, bytes.toString(StandardCharsets.UTF_8), err.toString());
    } finally {
      System.setOut(out);
    }
  }

  /** A teacher that says GOOD to everything. */
  @Test
  void aCorpusKeepsWhatProvesRight() throws Exception {
    String answer =
        "{\"rationale\": [\"the query wants a knife\"], \"answer\": {\"grade\": \"GOOD\"}}";
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8);
    server.createContext(
        "/v1/chat/completions",
        exchange -> {
          try (exchange) {
            exchange.getRequestBody().readAllBytes();
            byte[] body =
                JSON.writeValueAsBytes(
                    Map.of(
                        "choices",
                        new Object[] {
                          Map.of(
                              "index",
                              0,
                              "message",
                              Map.of("role", "assistant", "content", answer),
                              "finish_reason",
                              "stop")
                        }));
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
          }
        });
    server.start();
    try {
      var csv = new StringBuilder("id,query,product_title,product_description,median_relevance\n");
      var gold = new StringBuilder();
      for (int i = 1; i <= 8; i++) {
        csv.append(i)
            .append(",knife ")
            .append(i)
            .append(",Chef knife ")
            .append(i)
            .append(",A knife.,")
            .append(i <= 5 ? 3 : 1)
            .append('\n');
        gold.append("{\"id\": \"")
            .append(i)
            .append("\", \"rationale\": [\"the query wants a knife\"]}\n");
      }
      Path data = Files.createDirectories(folder.resolve("judgments"));
      Files.writeString(data.resolve("judgments.csv"), csv);
      Files.writeString(folder.resolve("gold.jsonl"), gold);
      run("init", folder.resolve("shop").toString());
      Path yaml = folder.resolve("shop/adlib.yaml");
      Files.writeString(
          yaml,
          "llm:\n  client: openai\n  model: t\n  repairs: 0\n  endpoint: http://localhost:"
              + server.getAddress().getPort()
              + "/v1\n");
      Outcome done =
          run(
              "enrich",
              "corpus",
              "-w",
              folder.resolve("shop").toString(),
              "--data",
              data.toString(),
              "--gold",
              folder.resolve("gold.jsonl").toString(),
              "--work",
              folder.resolve("work").toString(),
              "--out",
              folder.resolve("corpus.jsonl").toString(),
              "--tries",
              "2",
              "--yes",
              "--json");
      assertThat(done.code()).as(done.err()).isZero();
      JsonNode facts = JSON.readTree(done.out());
      assertThat(facts.path("kept").asInt()).isEqualTo(5);
      assertThat(facts.path("wrong").asInt()).isEqualTo(3);
      assertThat(Files.readAllLines(folder.resolve("corpus.jsonl"))).hasSize(5);
      Files.writeString(folder.resolve("gold.jsonl"), "{\"id\": \"99\", \"rationale\": []}\n");
      Outcome wrong =
          run(
              "enrich",
              "corpus",
              "-w",
              folder.resolve("shop").toString(),
              "--data",
              data.toString(),
              "--gold",
              folder.resolve("gold.jsonl").toString(),
              "--yes");
      assertThat(wrong.code()).isEqualTo(2);
      assertThat(wrong.err()).contains("gold.jsonl:1 is about '99'");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void aModelIsTrainedFromACorpus() throws Exception {
    var lines = new StringBuilder();
    for (int i = 0; i < 60; i++) {
      lines.append(
          "{\"messages\":[{\"role\":\"user\",\"content\":\"say %d\"},{\"role\":\"assistant\",\"content\":\"%d\"}],\"task\":\"echo\",\"id\":\"%d\"}\n"
              .formatted(i % 9, i % 9, i));
    }
    Path corpus = Files.writeString(folder.resolve("c.jsonl"), lines);
    Path out = folder.resolve("model");
    Outcome done =
        run(
            "train",
            "lm",
            "--corpus",
            corpus.toString(),
            "--out",
            out.toString(),
            "--epochs",
            "1",
            "--json");
    assertThat(done.code()).as(done.err()).isZero();
    assertThat(JSON.readTree(done.out()).path("echo").asString()).startsWith("loss ");
    assertThat(out.resolve("model.safetensors")).exists();
    Outcome tuned =
        run(
            "train",
            "lm",
            "--corpus",
            corpus.toString(),
            "--base",
            out.toString(),
            "--lora",
            "2",
            "--epochs",
            "1",
            "--out",
            folder.resolve("tuned").toString());
    assertThat(tuned.code()).as(tuned.err()).isZero();
    assertThat(
            run("train", "lm", "--corpus", corpus.toString(), "--prompt-weight=-1", "--out", "x")
                .err())
        .contains("--prompt-weight cannot be -1");
    assertThat(run("train", "lm", "--corpus", corpus.toString(), "--lora", "2", "--out", "x").err())
        .contains("--base");
    assertThat(run("train", "lm", "--corpus", folder.resolve("no").toString(), "--out", "x").code())
        .isEqualTo(2);
    assertThat(run("train").err()).contains("which model?");
  }

  /** From labels' and queries' absence to a model that was trained on what its own index finds. */
  @Test
  void aModelIsTrainedOnAReward() throws Exception {
    Path base = folder.resolve("base");
    unpack(base);
    Path shop = folder.resolve("shop");
    run("init", shop.toString());
    Path files = Files.createDirectories(folder.resolve("files"));
    Files.writeString(files.resolve("advertisers.csv"), "id,name\nv,Vendor\n");
    Files.writeString(
        files.resolve("campaigns.csv"),
        "id,advertiser,objective,bid,daily_budget,currency,start,end\n"
            + "c,v,CLICK,1,10,EUR,2026-01-01,2027-01-01\n");
    var ads = new StringBuilder("id,campaign,title,description,created\n");
    for (int i = 0; i < 24; i++) {
      ads.append(
          "a%d,c,Trail running shoes no. %d,Light shoes for hills,2026-01-01\n".formatted(i, i));
    }
    Files.writeString(files.resolve("ads.csv"), ads);
    assertThat(run("import", "-w", shop.toString(), files.toString()).code()).isZero();
    Path out = folder.resolve("better");
    Outcome done = grpo(shop, base, out, "--reward", "recall");
    assertThat(done.code()).as(done.err()).isZero();
    JsonNode facts = JSON.readTree(done.out());
    assertThat(facts.path("reward by pass").size()).isEqualTo(1);
    assertThat(facts.path("held out by pass").size()).isEqualTo(2);
    assertThat(out.resolve("model.safetensors")).exists();
    assertThat(grpo(shop, base, out, "--reward", "agreement").err())
        .contains("there are no labels to agree with", "adlib enrich relevance");
    assertThat(grpo(shop, folder.resolve("no"), out, "--reward", "profile").err())
        .contains("no has no config.json");
    assertThat(grpo(shop, base, out, "--reward", "praise").err())
        .contains("recall, agreement and profile");
    assertThat(run("train", "lm", "--stage", "grpo", "-w", shop.toString(), "--out", "x").err())
        .contains("--base");
    assertThat(run("train", "lm", "--stage", "dpo", "--out", "x").err()).contains("sft and grpo");
    assertThat(run("train", "lm", "--out", "x").err()).contains("--corpus");
  }

  private static Outcome grpo(Path shop, Path base, Path out, String... more) {
    var all = new java.util.ArrayList<String>();
    all.addAll(java.util.List.of("train", "lm", "--stage", "grpo", "--json", "--epochs", "1"));
    all.addAll(java.util.List.of("--prompts", "4", "--rate", "1e-7", "-w", shop.toString()));
    all.addAll(java.util.List.of("--base", base.toString(), "--out", out.toString()));
    all.addAll(java.util.List.of(more));
    return run(all.toArray(String[]::new));
  }

  /** The model that comes with Adlib, as a folder. */
  private static void unpack(Path folder) throws Exception {
    Files.createDirectories(folder);
    for (String file :
        new String[] {
          "config.json", "tokenizer.json", "tokenizer_config.json", "model.safetensors"
        }) {
      try (var in =
          io.adlib.app.lm.EmbeddedModel.class.getResourceAsStream("adlib-small/" + file)) {
        if (in != null) {
          Files.copy(in, folder.resolve(file));
        }
      }
    }
  }
}
