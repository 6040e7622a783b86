package io.adlib.kernel.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The machine's float32 multiply-add peak on one thread, measured by a loop that does nothing else:
 * 16 independent accumulators, all in registers.
 */
public final class MultiplyAddPeak {

  private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;

  private MultiplyAddPeak() {}

  /** Multiply-adds done by one {@link #loop}, two operations each. */
  public static double operations(int iterations) {
    return 2.0 * 16 * S.length() * iterations;
  }

  /** Runs and returns something that depends on all of it. */
  public static float loop(int iterations) {
    FloatVector f = FloatVector.broadcast(S, 0.999f);
    FloatVector g = FloatVector.broadcast(S, 0.001f);
    FloatVector a = f;
    FloatVector b = f.add(1);
    FloatVector c = f.add(2);
    FloatVector d = f.add(3);
    FloatVector e = f.add(4);
    FloatVector h = f.add(5);
    FloatVector i = f.add(6);
    FloatVector j = f.add(7);
    FloatVector k = f.add(8);
    FloatVector l = f.add(9);
    FloatVector m = f.add(10);
    FloatVector n = f.add(11);
    FloatVector o = f.add(12);
    FloatVector p = f.add(13);
    FloatVector q = f.add(14);
    FloatVector r = f.add(15);
    for (int x = 0; x < iterations; x++) {
      a = a.fma(f, g);
      b = b.fma(f, g);
      c = c.fma(f, g);
      d = d.fma(f, g);
      e = e.fma(f, g);
      h = h.fma(f, g);
      i = i.fma(f, g);
      j = j.fma(f, g);
      k = k.fma(f, g);
      l = l.fma(f, g);
      m = m.fma(f, g);
      n = n.fma(f, g);
      o = o.fma(f, g);
      p = p.fma(f, g);
      q = q.fma(f, g);
      r = r.fma(f, g);
    }
    FloatVector all =
        a.add(b).add(c).add(d).add(e).add(h).add(i).add(j).add(k).add(l).add(m).add(n).add(o);
    return all.add(p).add(q).add(r).lane(0);
  }
}
