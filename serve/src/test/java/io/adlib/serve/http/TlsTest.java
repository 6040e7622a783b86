package io.adlib.serve.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adlib.core.InputException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TlsTest {

  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir Path folder;
  private KeyStore own;

  /** A self-signed certificate of this JDK's keytool, and its parts as PEM. */
  @BeforeEach
  void certificate() throws Exception {
    Path store = folder.resolve("own.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "own",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=dns:localhost,ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                new String(PASSWORD))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start();
    assertThat(keytool.waitFor()).isZero();
    own = KeyStore.getInstance("PKCS12");
    try (var in = Files.newInputStream(store)) {
      own.load(in, PASSWORD);
    }
    pem("chain.pem", "CERTIFICATE", own.getCertificate("own").getEncoded());
    pem("key.pem", "PRIVATE KEY", own.getKey("own", PASSWORD).getEncoded());
  }

  private void pem(String name, String kind, byte[] der) throws IOException {
    Files.writeString(
        folder.resolve(name),
        "-----BEGIN %s-----%n%s%n-----END %s-----%n"
            .formatted(kind, Base64.getMimeEncoder().encodeToString(der), kind));
  }

  private HttpServer serve(String chain, String key) {
    HttpConfig plain = HttpConfig.loopback();
    return HttpServer.start(
        new HttpConfig(
            plain.host(),
            0,
            plain.maxBody(),
            plain.bodyTimeout(),
            Duration.ofSeconds(1),
            plain.maxConnections(),
            plain.maxPosts(),
            Optional.of(new HttpConfig.Certificate(folder.resolve(chain), folder.resolve(key)))),
        Routes.builder().post("/echo", r -> HttpResponse.text(200, r.text())).build());
  }

  private SSLContext trusting(KeyStore store) throws Exception {
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    var context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), new SecureRandom());
    return context;
  }

  private static HttpRequest echo(String scheme, int port) {
    return HttpRequest.newBuilder(URI.create(scheme + "://localhost:" + port + "/echo"))
        .POST(HttpRequest.BodyPublishers.ofString("over TLS"))
        .build();
  }

  @Test
  void aClientThatTrustsTheCertificateIsServedAndNobodyElse() throws Exception {
    try (var server = serve("chain.pem", "key.pem")) {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      trusted.setCertificateEntry("own", own.getCertificate("own"));
      try (var client = HttpClient.newBuilder().sslContext(trusting(trusted)).build()) {
        var answer = client.send(echo("https", server.port()), BodyHandlers.ofString());
        assertThat(answer.body()).isEqualTo("over TLS");
        assertThat(answer.sslSession().orElseThrow().getProtocol()).isEqualTo("TLSv1.3");
      }
      try (var stranger = HttpClient.newHttpClient()) {
        assertThatThrownBy(
                () -> stranger.send(echo("https", server.port()), BodyHandlers.ofString()))
            .isInstanceOf(SSLHandshakeException.class);
        assertThatThrownBy(
                () -> stranger.send(echo("http", server.port()), BodyHandlers.ofString()))
            .isInstanceOf(IOException.class);
      }
    }
  }

  @Test
  void filesThatAreNotThereOrNoCertificateAreOneClearLine() throws Exception {
    assertThatThrownBy(() -> serve("nosuch.pem", "key.pem"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("nosuch.pem cannot be read");
    Files.writeString(folder.resolve("junk.pem"), "no certificate");
    assertThatThrownBy(() -> serve("junk.pem", "key.pem")).isInstanceOf(InputException.class);
  }
}
