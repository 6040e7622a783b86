const fs = require('fs'), path = require('path');
const [from, to] = process.argv.slice(2);
const load = (name) => { const m = require(path.resolve(from, name + '.min.js')); return m.default || m; };
const model = load('model');
fs.mkdirSync(to, { recursive: true });
fs.writeFileSync(path.join(to, 'model.json'), JSON.stringify(model));
for (const group of model.weightsManifest)
  for (const shard of group.paths) fs.writeFileSync(path.join(to, shard), Buffer.from(load(shard), 'base64'));
