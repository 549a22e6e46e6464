// Asks the engine of the page without a browser.
//
// Arguments: the engine's module and its binary, a folder with models (*.onnx) and
// images (images.f32, 28 x 28 each). The scores go to the folder too (*.f32).

import { readFile, readdir, writeFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";

const [module, binary, folder] = process.argv.slice(2);
const ort = await import(pathToFileURL(module));
ort.env.wasm.wasmBinary = new Uint8Array(await readFile(binary)).buffer;
ort.env.wasm.numThreads = 1;

const bytes = new Uint8Array(await readFile(`${folder}/images.f32`));
const pixels = new Float32Array(bytes.buffer);
const images = new ort.Tensor("float32", pixels, [pixels.length / 784, 28, 28]);

const files = await readdir(folder);
for (const file of files.filter((name) => name.endsWith(".onnx"))) {
  const session = await ort.InferenceSession.create(await readFile(`${folder}/${file}`));
  const answer = await session.run({ [session.inputNames[0]]: images });
  const scores = answer[session.outputNames[0]].data;
  await writeFile(`${folder}/${file}.f32`, new Uint8Array(scores.buffer, scores.byteOffset, scores.byteLength));
}
