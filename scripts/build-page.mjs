// Bundles src/docs/page (browser code and style of `sp docs`) into dist/docs/page-assets.js, which the docs room imports.
// Run after tsc: `node scripts/build-page.mjs`.
import { readFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const path = (relative) => fileURLToPath(new URL(`../${relative}`, import.meta.url));
const common = {
  bundle: true,
  minify: true,
  write: false,
  legalComments: 'none',
  logLevel: 'warning',
  charset: 'utf8',
};

const [script, style] = await Promise.all([
  build({
    ...common,
    entryPoints: [path('src/docs/page/main.ts')],
    format: 'iife',
    target: 'es2022',
    platform: 'browser',
  }),
  build({
    ...common,
    entryPoints: [path('src/docs/page/page.css')],
    target: ['chrome110', 'firefox115', 'safari16.4'],
  }),
]);

// Both texts stand inside HTML elements: nothing in them may end or nest one. `<!--` occurs in marked's regular
// expressions, where the escape means the same.
const pageScript = checked(
  'script',
  script.outputFiles[0].text.trim().replaceAll('<!--', '\\x3C!--'),
  /<\/script|<script|<!--/i,
);
const pageStyle = checked('style', style.outputFiles[0].text.trim(), /<\/style|<!--/i);

mkdirSync(path('dist/docs'), { recursive: true });
writeFileSync(
  path('dist/docs/page-assets.js'),
  `export const pageScript = ${JSON.stringify(pageScript)};\nexport const pageStyle = ${JSON.stringify(pageStyle)};\n`,
);
writeFileSync(path('dist/docs/page-assets.d.ts'), readFileSync(path('src/docs/page-assets.d.ts')));
process.stdout.write(`docs page: script ${size(pageScript)}, style ${size(pageStyle)}\n`);

function checked(what, text, forbidden) {
  const found = forbidden.exec(text);
  if (found !== null)
    throw new Error(`docs page: the bundled ${what} contains ${found[0]}, which would break out of its element`);
  return text;
}

function size(text) {
  return `${(text.length / 1000).toFixed(0)} kB (${(gzipSync(text).length / 1000).toFixed(0)} kB gzip)`;
}
