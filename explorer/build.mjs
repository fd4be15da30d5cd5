// Makes explorer.html, the page without its words, from src/: one file with its script, its style and the licences of
// what it is made of. `node build.mjs --check` only says whether the one that is there is up to date.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const read = (path) => readFileSync(here(path), 'utf8');

// The target says which browsers: all of 2022 and later.
const options = { bundle: true, minify: true, write: false, charset: 'utf8', target: ['es2022'], metafile: true };
const script = await build({
  ...options, entryPoints: [here('src/main.js')], format: 'iife', legalComments: 'none', absWorkingDir: here('.'),
});
const style = await build({ ...options, entryPoints: [here('src/style.css')] });
const text = (result) => result.outputFiles[0].text.trim();

const packages = Object.keys(script.metafile.inputs)
  .map((path) => path.match(/^node_modules\/((?:@[^/]+\/)?[^/]+)\//)?.[1])
  .filter((name) => name !== undefined);
const licences = [...new Set(packages)].sort().map((name) => {
  const { version } = JSON.parse(read(`node_modules/${name}/package.json`));
  return `${name} ${version}\n\n${read(`node_modules/${name}/LICENSE`).trim()}`;
});

// The page runs this script and no other, and loads nothing.
const hash = (code) => `'sha256-${createHash('sha256').update(code).digest('base64')}'`;
const parts = {
  policy: `default-src 'none'; script-src ${hash(text(script))}; style-src 'unsafe-inline'; img-src data:; ` +
    `base-uri 'none'; form-action 'none'`,
  licences: `The page of koine explore. koine: Apache-2.0. In its script:\n\n${licences.join('\n\n---\n\n')}`,
  style: text(style),
  script: text(script),
  data: '@KOINE_EXPLORER_DATA@',   // koine explore puts the words here
};
if (/<\/script|<!--/i.test(parts.script)) throw new Error('the script would end too early');
if (parts.licences.includes('--' + '>')) throw new Error('the comment would end too early');
const page = read('src/page.html').replace(/{{(\w+)}}/g, (_, name) => parts[name]);

if (!process.argv.includes('--check')) {
  writeFileSync(here('explorer.html'), page);
  console.log(`explorer.html: ${page.length} characters`);
} else if (read('explorer.html') !== page) {
  console.error('explorer/explorer.html is not what explorer/src makes; run: npm --prefix explorer run build');
  process.exit(1);
}
