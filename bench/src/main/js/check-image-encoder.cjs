// Compares the vectors that ClothingBenchmark wrote with those of the model's own runtime, TensorFlow.js,
// and with ONNX Runtime for Node, on the same inputs.
// node check-image-encoder.cjs MODEL.json LAYER MODEL.onnx FOLDER   (npm install @tensorflow/tfjs onnxruntime-node)
const fs = require('fs'), path = require('path');
const tf = require('@tensorflow/tfjs');
const ort = require('onnxruntime-node');
const [modelFile, layer, onnx, folder] = process.argv.slice(2);
const floats = (file) => { const b = fs.readFileSync(path.join(folder, file)); return new Float32Array(b.buffer.slice(b.byteOffset, b.byteOffset + b.length)); };
const unit = (v) => { const n = Math.hypot(...v); return Array.from(v, (x) => x / n); };

async function main() {
  const json = JSON.parse(fs.readFileSync(modelFile));
  const shards = json.weightsManifest.flatMap((group) => group.paths).map((p) => fs.readFileSync(path.join(path.dirname(modelFile), p)));
  const bytes = Buffer.concat(shards);
  const whole = await tf.loadLayersModel({ load: async () => ({
    modelTopology: json.modelTopology,
    weightSpecs: json.weightsManifest.flatMap((group) => group.weights),
    weightData: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length),
  }) });
  const cut = tf.model({ inputs: whole.inputs, outputs: whole.getLayer(layer).output });
  const session = await ort.InferenceSession.create(onnx);
  const ours = floats('vectors');
  const count = fs.readdirSync(folder).filter((f) => f.endsWith('.input')).length;
  const d = ours.length / count;
  let worst = { tfjs: 0, ort: 0 }, cosine = 1;
  for (let i = 0; i < count; i++) {
    const chw = floats(i + '.input');
    const size = Math.sqrt(chw.length / 3);
    const features = tf.tidy(() => cut.predict(tf.tensor(chw, [1, 3, size, size]).transpose([0, 2, 3, 1])).mean([1, 2]));
    const theirs = unit(await features.data());
    const run = await session.run({ [session.inputNames[0]]: new ort.Tensor('float32', chw, [1, 3, size, size]) });
    const node = unit(run[session.outputNames[0]].data);
    let dot = 0;
    for (let j = 0; j < d; j++) {
      worst.tfjs = Math.max(worst.tfjs, Math.abs(theirs[j] - ours[i * d + j]));
      worst.ort = Math.max(worst.ort, Math.abs(node[j] - ours[i * d + j]));
      dot += theirs[j] * ours[i * d + j];
    }
    cosine = Math.min(cosine, dot);
  }
  console.log(`${count} pictures, ${d} numbers each, of length 1`);
  console.log(`TensorFlow.js ${tf.version.tfjs}: largest difference ${worst.tfjs.toExponential(2)}, least cosine ${cosine.toFixed(9)}`);
  console.log(`onnxruntime-node ${require('onnxruntime-node/package.json').version}: largest difference ${worst.ort.toExponential(2)}`);
}
main();
