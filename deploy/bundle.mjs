// Bundles what the pages ask for by asset('css/…'), asset('js/…') into static/dist under names that hold their hash, and
// writes static/dist/manifest.json: {"css/main.css": "dist/css/main-AB12CD34.css"}. app/web.py reads it; without it pages
// take the sources as they are. Run by "make run", or: node deploy/bundle.mjs [ROOT]

import { createHash } from "node:crypto";
import { cp, mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { build } from "esbuild";

const root = path.resolve(process.argv[2] ?? path.join(import.meta.dirname, ".."));
const source = path.join(root, "static");
const target = path.join(source, "dist");

/** The paths under static/ that templates and views name. */
async function wanted() {
  const names = new Set();
  for (const folder of ["templates", "app"]) {
    for (const file of await readdir(path.join(root, folder), { recursive: true })) {
      if (!/\.(html|py)$/.test(file)) continue;
      const text = await readFile(path.join(root, folder, file), "utf8");
      for (const [, name] of text.matchAll(/\basset\(\s*["']([^"']+)["']\s*\)/g)) names.add(name);
    }
  }
  return [...names].sort();
}

/** Bundles scripts and sheets; answers {name under static/: name of the bundle under static/}. */
async function bundle(names) {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: names.map((name) => path.join("static", name)),
    outdir: target,
    outbase: "static",
    entryNames: "[dir]/[name]-[hash]",
    chunkNames: "js/chunk-[hash]",
    assetNames: "[dir]/[name]-[hash]",
    loader: { ".svg": "file", ".png": "file", ".woff2": "file" },
    bundle: true,
    splitting: true,
    format: "esm",
    target: ["es2022", "chrome109", "firefox115", "safari16.4"],
    minify: true,
    sourcemap: true,
    charset: "utf8",
    legalComments: "eof",
    metafile: true,
    logLevel: "warning",
  });
  const made = Object.entries(metafile.outputs).filter(([, output]) => output.entryPoint);
  const named = made.map(([output, { entryPoint }]) => [path.relative("static", entryPoint), path.relative("static", output)]);
  return named.filter(([name]) => names.includes(name)); // not what scripts import later: they know its bundle's name
}

/** Copies a picture or font under a name with its hash. */
async function copy(name) {
  const hash = createHash("sha256").update(await readFile(path.join(source, name))).digest("hex").slice(0, 8).toUpperCase();
  const { dir, name: stem, ext } = path.parse(name);
  const hashed = path.join("dist", dir, `${stem}-${hash}${ext}`);
  await cp(path.join(source, name), path.join(source, hashed));
  return [name, hashed];
}

const names = await wanted();
const isBundled = (name) => /\.(css|js)$/.test(name);
const manifest = [
  ...(await bundle(names.filter(isBundled))),
  ...(await Promise.all(names.filter((name) => !isBundled(name)).map(copy))),
];
await mkdir(target, { recursive: true });
const draft = path.join(target, "manifest.json.new");
await writeFile(draft, `${JSON.stringify(Object.fromEntries(manifest.sort()), null, 2)}\n`);
await rename(draft, path.join(target, "manifest.json"));
