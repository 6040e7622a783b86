package io.adlib.app.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.adlib.app.enrich.EnrichRun;
import io.adlib.core.Environment;
import io.adlib.core.InputException;
import io.adlib.core.Progress;
import io.adlib.core.Request;
import io.adlib.core.Seed;
import io.adlib.core.Thought;
import io.adlib.core.User;
import io.adlib.core.UserState;
import io.adlib.data.artifact.Artifact;
import io.adlib.data.imports.ImportOptions;
import io.adlib.data.imports.Importer;
import io.adlib.data.tag.ItemTags;
import io.adlib.data.workspace.Workspace;
import io.adlib.llm.job.Jobs;
import io.adlib.llm.model.Models;
import io.adlib.llm.prompt.Fences;
import io.adlib.serve.release.Release;
import io.adlib.sid.LegalLeaves;
import io.adlib.sid.format.RelevanceFile;
import io.adlib.sid.relevance.RelevantAds;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * From a server that answers tasks to a release that has the answers in it: twelve ads, twenty
 * users, three days.
 */
class EnrichedReleaseTest {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Instant LAST_DAY = Instant.parse("2026-02-03T00:00:00Z");
  private static final int ADS = 12;
  private static final int USERS = 20;

  @TempDir Path folder;
  private HttpServer server;
  private Session session;
  private final Pipeline pipeline = new Pipeline();

  @BeforeEach
  void market() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
    server.createContext(
        "/v1/chat/completions",
        exchange -> {
          try (exchange) {
            JsonNode asked = JSON.readTree(exchange.getRequestBody().readAllBytes());
            byte[] body = JSON.writeValueAsBytes(reply(prompt(asked)));
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
          }
        });
    server.start();
    Path files = Files.createDirectories(folder.resolve("files"));
    Files.writeString(files.resolve("advertisers.csv"), "id,name\nv,Vendor\n");
    Files.writeString(
        files.resolve("campaigns.csv"),
        "id,advertiser,objective,bid,daily_budget,currency,start,end\n"
            + "c,v,CLICK,1,10,EUR,2026-01-01,2027-01-01\n");
    var ads = new StringBuilder("id,campaign,title,created\n");
    for (int a = 0; a < ADS; a++) {
      ads.append("a%d,c,%s number %d,2026-01-01\n".formatted(a, a % 2 == 0 ? "Cup" : "Saw", a));
    }
    Files.writeString(files.resolve("ads.csv"), ads);
    Files.writeString(
        files.resolve("users.csv"), "id,attributes\nu0,\"{\"\"country\"\":\"\"DE\"\"}\"\n");
    Files.writeString(files.resolve("events.csv"), events());
    Workspace workspace = Workspace.create(folder.resolve("shop"));
    new Importer(workspace, InstantSource.system())
        .run(List.of(files), new ImportOptions(0, false), Progress.SILENT);
    Files.writeString(
        workspace.config(),
        """
        encode:
          threads: 1
        tokenize:
          levels: 2
          codes: 8
        train:
          budget: 3s
          threads: 1
        llm:
          client: openai
          endpoint: http://127.0.0.1:%d/v1
          model: testing
          key_env: PATH
        """
            .formatted(server.getAddress().getPort()));
    session = Session.open(workspace.root(), Progress.SILENT);
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private static String events() {
    RandomGenerator random = new Seed(1).generator();
    var events = new StringBuilder("id,time,user,kind,subject,request,position\n");
    for (int day = 1; day <= 3; day++) {
      for (int u = 0; u < USERS; u++) {
        for (int t = 0; t < 4; t++) {
          int ad = random.nextInt(ADS);
          String id = "%d-%d-%d".formatted(day, u, t);
          if (t == 0) {
            String search = "s%s,2026-02-0%dT09:59:50Z,u%d,SEARCH,%s,,\n";
            events.append(search.formatted(id, day, u, ad % 2 == 0 ? "big cup" : "big saw"));
          }
          String line = "%s%s,2026-02-0%dT10:%02d:%02dZ,u%d,%s,a%d,r%s,1\n";
          events.append(line.formatted("i", id, day, t, 0, u, "IMPRESSION", ad, id));
          if (ad % 2 == u % 2) {
            events.append(line.formatted("c", id, day, t, 9, u, "CLICK", ad, id));
          }
        }
      }
    }
    return events.toString();
  }

  private static String prompt(JsonNode asked) {
    var text = new StringBuilder();
    asked.path("messages").forEach(m -> text.append(m.path("content").asString()).append('\n'));
    return text.toString();
  }

  private static Map<String, Object> reply(String prompt) {
    Map<String, String> blocks = Fences.contents(prompt);
    String answer =
        blocks.containsKey("QUERY")
            ? grade(blocks.get("QUERY"), blocks.get("AD"))
            : blocks.containsKey("KEYWORDS")
                ? queries(blocks.get("KEYWORDS").split(", ")[0])
                : blocks.containsKey("USER")
                    ? "{\"summary\":\"Likes things.\",\"interests\":[{\"topic\":\"Cups\",\"strength\":\"HIGH\",\"evidence\":[1]}]}"
                    : "{\"product\":\"thing\",\"functions\":[],\"audience\":[],\"scene\":[\"home\"],\"brand\":\"\",\"tone\":\"PLAIN\"}";
    String content = "{\"rationale\":[\"it says so\"],\"answer\":" + answer + "}";
    return Map.of(
        "choices",
        List.of(
            Map.of(
                "index",
                0,
                "finish_reason",
                "stop",
                "message",
                Map.of("role", "assistant", "content", content))),
        "usage",
        Map.of("prompt_tokens", 10, "completion_tokens", 10));
  }

  private static String grade(String query, String ad) {
    String title = ad.lines().filter(line -> line.startsWith("title")).findFirst().orElse("");
    boolean same = title.toLowerCase(Locale.ROOT).contains(query.split(" ")[1]);
    return "{\"grade\":\"" + (same ? "PERFECT" : "NONE") + "\"}";
  }

  private static String queries(String keyword) {
    var queries = new StringBuilder();
    for (String text : List.of("sundowner", "gift for grandma", "thing")) {
      queries.append(
          "%s{\"keyword\":\"%s\",\"text\":\"%s\"}"
              .formatted(queries.isEmpty() ? "" : ",", keyword, text));
    }
    return "{\"queries\":[" + queries + "]}";
  }

  private void enrich(String task) {
    var run =
        new EnrichRun(
            session,
            Models.configured(session.config().llm(), Map.of()),
            Map.of("PATH", "key"),
            0,
            Optional.empty(),
            true,
            false,
            _ -> {});
    assertThat(run.run(Jobs.named(task)).orElseThrow().report().rejected()).isZero();
  }

  @Test
  void queriesTagsAndProfilesAreInTheReleaseAndMakeAnOlderOneStale() {
    Artifact plain = Releases.build(session, pipeline, Instant.parse("2026-03-01T00:00:00Z"));
    assertThat(plain.file(ItemTags.FILE)).doesNotExist();
    enrich("queries");
    enrich("tags");
    enrich("profile");
    Releases.promote(session, plain.hash());
    assertThat(Releases.liveIsCurrent(session, pipeline)).isFalse();
    Release before = Releases.live(session);
    assertThat(before.texts().of("a1")).isEmpty();
    assertThat(Releases.users(session, before))
        .containsExactly(new User("u0", Map.of("country", "DE")));
    before.tokenizer().orElseThrow().vectors().close();

    Artifact made = Releases.build(session, pipeline, Instant.parse("2026-03-02T00:00:00Z"));
    Releases.promote(session, made.hash());
    assertThat(Releases.liveIsCurrent(session, pipeline)).isTrue();
    assertThat(ItemTags.read(made.file(ItemTags.FILE)).get("a1"))
        .containsExactly("product:thing", "scene:home", "tone:plain");
    Release release = Releases.live(session);
    assertThat(release.texts().of("a1")).contains("gift for grandma");
    assertThat(Releases.users(session, release))
        .hasSize(USERS)
        .allMatch(user -> user.attributes().get("interest1").equals("cups"))
        .anyMatch(user -> "DE".equals(user.attributes().get("country")));
    release.tokenizer().orElseThrow().vectors().close();
  }

  private Request search(String query) {
    return new Request(
        "r", "u1", Environment.UNKNOWN, Optional.of(query), true, LAST_DAY, Duration.ZERO, 1);
  }

  private double grade(Release release, String query, int ad) {
    return release
        .valuer()
        .value(UserState.unknown("u1"), search(query), new int[] {ad})
        .getFirst()
        .grade()
        .orElseThrow();
  }

  @Test
  void labelsBecomeARelevanceModelThatServesAndRanks() {
    assertThat(pipeline.stages(session)).extracting(Stage::name).doesNotContain("train relevance");
    assertThatThrownBy(() -> pipeline.relevance().run(session))
        .isInstanceOf(InputException.class)
        .hasMessage("there are no labels to learn relevance from");
    String before = pipeline.ranker().hash(session);
    enrich("relevance");
    assertThat(pipeline.stages(session)).extracting(Stage::name).contains("train relevance");
    assertThat(pipeline.ranker().hash(session)).isNotEqualTo(before);
    Artifact made = Releases.build(session, pipeline, Instant.parse("2026-03-02T00:00:00Z"));
    Releases.promote(session, made.hash());
    assertThat(pipeline.relevance().find(session).orElseThrow().manifest().inputs())
        .containsOnlyKeys("catalogue", "labels");
    Release release = Releases.live(session);
    assertThat(grade(release, "big cup", 0)).isGreaterThan(grade(release, "big cup", 1) + 1);
    assertThat(grade(release, "big saw", 1)).isGreaterThan(grade(release, "big saw", 0) + 1);
    assertThat(
            release
                .valuer()
                .value(UserState.unknown("u1"), search("!"), new int[] {0})
                .getFirst()
                .grade())
        .isEmpty();
    release.tokenizer().orElseThrow().vectors().close();
  }

  @Test
  void peoplesGradesAreLearntBeforeLabelsAndWrongOnesAreNamed() throws IOException {
    enrich("relevance");
    Path config = session.workspace().config();
    Files.writeString(config, Files.readString(config) + "\nrelevance:\n  grades: grades.jsonl\n");
    session = Session.open(session.workspace().root(), Progress.SILENT);
    assertThatThrownBy(() -> pipeline.ranker().hash(session))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("there are no grades at");
    var grades = new StringBuilder();
    for (int ad = 0; ad < ADS; ad++) {
      String line = "{\"query\": \"big cup\", \"ad\": \"a%d\", \"grade\": %d}\n";
      grades.append(line.formatted(ad, ad % 2 == 0 ? 1 : 4));
    }
    grades.append("{\"query\": \"big cup\", \"ad\": \"gone\", \"grade\": 2}\n");
    Files.writeString(session.workspace().root().resolve("grades.jsonl"), grades);
    Artifact learnt = pipeline.relevance().run(session);
    assertThat(pipeline.relevance().facts(learnt).get("learnt from"))
        .contains("12 of them by people")
        .contains("1 of ads that are not there left out");
    var ads =
        new RelevantAds(
            RelevanceFile.load(learnt.file(RelevanceStage.FILE)), session.data().catalogue());
    assertThat(ads.at("big cup").of(1)).isGreaterThan(ads.at("big cup").of(0));
  }

  @Test
  void tagsReachVectorsAndSemanticIdsWhereTheConfigurationSaysSo() throws IOException {
    String plain = pipeline.tokenize().hash(session);
    float[] before = EncodeStage.read(pipeline.encode().run(session));
    enrich("tags");
    assertThat(pipeline.tokenize().hash(session)).as("nobody asked for it").isEqualTo(plain);
    Path config = session.workspace().config();
    Files.writeString(
        config, Files.readString(config).replace("encode:\n", "encode:\n  text_from: tags\n"));
    session = Session.open(session.workspace().root(), Progress.SILENT);
    Artifact tagged = pipeline.encode().run(session);
    assertThat(tagged.manifest().inputs()).containsKey("tags");
    assertThat(pipeline.encode().facts(tagged).get("texts")).startsWith("12 of 12 items");
    assertThat(EncodeStage.read(tagged)).hasSameSizeAs(before).isNotEqualTo(before);
    assertThat(pipeline.tokenize().hash(session)).isNotEqualTo(plain);
  }

  private void wantThoughts() throws IOException {
    Path config = session.workspace().config();
    Files.writeString(
        config, Files.readString(config).replace("train:\n", "train:\n  thought: true\n"));
    session = Session.open(session.workspace().root(), Progress.SILENT);
  }

  @Test
  void thoughtsAreLearntOfAndServedWhereTheConfigurationSaysSo() throws IOException {
    enrich("profile");
    String without = pipeline.generator().hash(session);
    wantThoughts();
    assertThat(pipeline.generator().hash(session)).isNotEqualTo(without);
    assertThat(pipeline.stages(session)).extracting(Stage::name).contains("encode thoughts");
    Artifact made = Releases.build(session, pipeline, Instant.parse("2026-03-02T00:00:00Z"));
    assertThat(pipeline.thoughts().facts(pipeline.thoughts().run(session)).get("thoughts"))
        .isEqualTo("20 of 20 users, 1 texts");
    Releases.promote(session, made.hash());
    assertThat(Releases.liveIsCurrent(session, pipeline)).isTrue();
    Release release = Releases.live(session);
    List<User> users = Releases.users(session, release);
    Thought thought = users.getFirst().thought();
    assertThat(thought.vector_W()).hasSize(384);
    assertThat(users).hasSize(USERS).allMatch(user -> user.thought().equals(thought));
    User user = users.getFirst();
    var known = new UserState(user, List.of());
    var unwritten = new UserState(user.with(Thought.NONE), List.of());
    var legal = LegalLeaves.all(release.trie());
    assertThat(release.recall().logP(known, search("cup"), legal, 0))
        .as("the model has learnt to read it")
        .isNotEqualTo(release.recall().logP(unwritten, search("cup"), legal, 0));
    release.tokenizer().orElseThrow().vectors().close();
  }

  @Test
  void aThoughtIsOfItsTimeAndNobodyIsToldTheFuture() throws IOException {
    enrich("profile");
    wantThoughts();
    User user = new User("u1", Map.of());
    try (KnownUsers known = pipeline.thoughts().known(session)) {
      assertThat(known.at(user, LAST_DAY.minusMillis(1))).isEqualTo(user);
      User then = known.at(user, LAST_DAY);
      assertThat(then.attributes()).containsEntry("interest1", "cups");
      assertThat(then.thought().isNone()).isFalse();
      assertThat(known.at(new User("stranger", Map.of()), LAST_DAY).thought().isNone()).isTrue();
    }
  }

  @Test
  void thoughtsThatNobodyWroteAreSaidToBeMissing() throws IOException {
    wantThoughts();
    assertThatThrownBy(() -> pipeline.thoughts().run(session))
        .isInstanceOf(InputException.class)
        .hasMessage("train.thought is on, and no language model has written of any user");
  }

  @Test
  void profilesAreOfBeforeTheLastDayAndNoExampleBeforeItSeesOne() {
    enrich("profile");
    var profiles = Enriched.profiles(session);
    User user = new User("u1", Map.of());
    assertThat(profiles.at(user, LAST_DAY.minusMillis(1))).isEqualTo(user);
    assertThat(profiles.at(user, LAST_DAY).attributes()).containsEntry("interest1", "cups");
    assertThat(pipeline.ranker().key(session).inputs()).containsKey("profiles");
    assertThat(pipeline.generator().key(session).inputs()).containsKey("profiles");
    assertThat(pipeline.fusion().key(session).inputs()).containsKey("profiles");
  }
}
