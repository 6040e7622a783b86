package io.adlib.learn.tokenizer;

import io.adlib.core.Seed;
import io.adlib.kernel.KernelChoice;
import io.adlib.kernel.compute.NearestRows;
import io.adlib.learn.torch.Parameters;
import io.adlib.learn.torch.Tensor;
import io.adlib.learn.torch.Torch;
import io.adlib.sid.kmeans.Codebooks;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * An encoder, L residual quantisers and a decoder: RQ-VAE, or with residual networks RQ-KMeans+
 * (METHODS: semantic IDs). Letters: B batch, D vector, E latent vector, L levels, C codes. Not
 * thread-safe.
 */
public final class RqVae implements AutoCloseable {

  private final RqVaeConfig config;
  private final Parameters parameters;
  private final int dimension;
  private final Mlp encoder;
  private final Mlp decoder;

  /** A fresh model for vectors of D numbers, with codebooks at zero until {@link #startAt}. */
  public RqVae(RqVaeConfig config, int dimension, Seed seed) {
    this(config, dimension, new Parameters(seed.of("rq-vae")));
    encoder.addWeights();
    decoder.addWeights();
    for (int level = 0; level < config.levels(); level++) {
      parameters.constant(codebook(level), 0, config.codes(), config.latent());
    }
  }

  /** Over weights that are there. */
  RqVae(RqVaeConfig config, int dimension, Parameters parameters) {
    if (config.residual() && config.latent() != dimension) {
      throw new IllegalArgumentException(
          "latent vectors of " + config.latent() + " cannot add to vectors of " + dimension);
    }
    this.config = config;
    this.dimension = dimension;
    this.parameters = parameters;
    List<Integer> widths =
        Stream.of(List.of(dimension), config.hidden(), List.of(config.latent()))
            .flatMap(List::stream)
            .toList();
    encoder = new Mlp(parameters, "encoder", widths, config.residual());
    decoder = new Mlp(parameters, "decoder", widths.reversed(), config.residual());
  }

  private static String codebook(int level) {
    return "codebook." + level;
  }

  /** Takes over the centroids of k-means on the latent vectors. */
  void startAt(Codebooks start) {
    float[] centroids_LCE = start.centroids_LCE();
    int size = config.codes() * config.latent();
    for (int level = 0; level < config.levels(); level++) {
      float[] rows_CE =
          java.util.Arrays.copyOfRange(centroids_LCE, level * size, (level + 1) * size);
      parameters.set(codebook(level), rows_CE);
    }
  }

  /** z = encoder(x). */
  Tensor encode(Tensor x_BD) {
    return encoder.apply(x_BD);
  }

  /** x̂ = decoder(ẑ). */
  Tensor decode(Tensor quantised_BE) {
    return decoder.apply(quantised_BE);
  }

  /** What a batch becomes. */
  Quantised quantise(int[] items_B, Tensor x_BD) {
    Tensor z_BE = encode(x_BD);
    List<Tensor> codebooks_CE = codebooks();
    int[][] codes_LB = new int[config.levels()][];
    Tensor sum_BE = z_BE.zerosLike();
    for (int level = 0; level < config.levels(); level++) {
      codes_LB[level] = nearest(z_BE.sub(sum_BE), codebooks_CE.get(level));
      Tensor index_B = Tensor.of(codes_LB[level], items_B.length);
      sum_BE = sum_BE.add(codebooks_CE.get(level).detach().rows(index_B));
    }
    Tensor through_BE = z_BE.add(sum_BE.sub(z_BE.detach()));
    return new Quantised(items_B, x_BD, z_BE, codes_LB, through_BE, codebooks_CE);
  }

  private List<Tensor> codebooks() {
    return IntStream.range(0, config.levels())
        .mapToObj(level -> parameters.get(codebook(level)))
        .toList();
  }

  private int[] nearest(Tensor residual_BE, Tensor codebook_CE) {
    int n = Math.toIntExact(residual_BE.size(0));
    int[] code_B = new int[n];
    new NearestRows(KernelChoice.best(), codebook_CE.floats(), config.codes(), config.latent())
        .find(residual_BE.floats(), 0, n, code_B, new float[n]);
    return code_B;
  }

  /**
   * {@code Σ_B ‖x − x̂‖² + codebook · Σ_ℓ ‖sg(r_ℓ) − e_ℓ‖² + commitment · Σ_ℓ ‖r_ℓ − sg(e_ℓ)‖²},
   * where r_ℓ is what the levels before ℓ left of z.
   */
  Tensor loss(Quantised batch) {
    Tensor loss = square(decode(batch.quantised_BE()).sub(batch.vector_BD()));
    Tensor residual_BE = batch.latent_BE();
    for (int level = 0; level < config.levels(); level++) {
      Tensor e_BE = batch.embeddings(level);
      loss = loss.add(square(residual_BE.detach().sub(e_BE)).mul(config.codebook()));
      residual_BE = residual_BE.sub(e_BE.detach());
      loss = loss.add(square(residual_BE).mul(config.commitment()));
    }
    return loss;
  }

  private static Tensor square(Tensor x) {
    return x.mul(x).sum();
  }

  /** The present weights in plain Java, for later stages and for serving. */
  public Codebooks export() {
    return Torch.stepWithoutGradient(
        () -> {
          var centroids = new ArrayList<float[]>();
          codebooks().forEach(book -> centroids.add(book.floats()));
          int size = config.codes() * config.latent();
          float[] centroids_LCE = new float[config.levels() * size];
          for (int level = 0; level < config.levels(); level++) {
            System.arraycopy(centroids.get(level), 0, centroids_LCE, level * size, size);
          }
          return new Codebooks(
              config.levels(), config.codes(), centroids_LCE, encoder.export(), decoder.export());
        });
  }

  /** D. */
  public int dimension() {
    return dimension;
  }

  /** The settings it was made with. */
  public RqVaeConfig config() {
    return config;
  }

  /** Its weights. */
  public Parameters parameters() {
    return parameters;
  }

  @Override
  public void close() {
    parameters.close();
  }
}
