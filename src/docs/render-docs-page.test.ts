import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import fc from 'fast-check';

import { docsManifest } from '../testing/fixtures/docs-manifest.js';
import { docsRunResults } from '../testing/fixtures/docs-run-results.js';
import { HOSTILE_TEXT, hostileNode } from '../testing/fixtures/docs-hostile.js';
import { buildPageData } from './build-page-data.js';
import { embedJson, escapeJson } from './embed-json.js';
import { renderDocsPage } from './render-docs-page.js';

const manifest = docsManifest();

function contentOf(block: string): string {
  return block.slice(block.indexOf('>') + 1, block.lastIndexOf('</script>'));
}

test('embedded JSON means the same and holds nothing that could end its element', () => {
  const nasty = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(HOSTILE_TEXT, '</script>', '<!--<script>', ']]>', '\u2028'),
  );
  fc.assert(
    fc.property(fc.array(nasty), (texts) => {
      const content = contentOf(embedJson('x', texts));
      assert.not.match(content, /[<>&\u2028\u2029]/);
      assert.equal(JSON.parse(content), JSON.parse(JSON.stringify(texts)));
    }),
  );
});

test('what is big is embedded compressed, and comes back', () => {
  const value = { text: HOSTILE_TEXT.repeat(50) };
  const block = embedJson('x', value, 100);
  assert.match(block, /^<script id="x" type="application\/gzip">[A-Za-z0-9+/=]+<\/script>$/);
  assert.equal(JSON.parse(gunzipSync(Buffer.from(contentOf(block), 'base64')).toString()), value);
});

test('escaping touches nothing else', () => {
  assert.is(escapeJson('{"a":"é ✓ \\n"}'), '{"a":"é ✓ \\n"}');
  assert.is(escapeJson('"<a>&"'), '"\\u003ca\\u003e\\u0026"');
});

test('the page is one document that carries its data and runs one script', () => {
  const html = renderDocsPage({ manifest, runResults: docsRunResults(manifest) });
  assert.ok(html.startsWith('<!doctype html>'));
  assert.is(html.split('<script').length - 1, 2);
  assert.is(html.split('</script>').length - 1, 2);
  const data: unknown = JSON.parse(contentOf(html.slice(html.indexOf('<script id='), html.indexOf('</script>') + 9)));
  assert.equal(data, buildPageData({ manifest, runResults: docsRunResults(manifest) }));
});

test('nothing in the page names a place to load from', () => {
  const html = renderDocsPage({ manifest });
  const markup = html.replace(/<(script|style)[^>]*>[^]*?<\/\1>/g, '');
  assert.not.match(markup, /\b(?:src|href)=/);
  assert.not.match(/<style>([^]*?)<\/style>/.exec(html)?.[1] ?? '', /url\(|@import/);
});

test('the policy allows exactly the style and the script that are there', () => {
  const html = renderDocsPage({ manifest });
  const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? '';
  const style = /<style>([^]*?)<\/style>/.exec(html)?.[1] ?? '';
  const script = /<script>([^]*?)<\/script>/.exec(html)?.[1] ?? '';
  const hash = (text: string): string => createHash('sha256').update(text).digest('base64');
  assert.ok(policy.startsWith("default-src 'none';"));
  assert.ok(policy.includes(`script-src 'sha256-${hash(script)}'`));
  assert.ok(policy.includes(`style-src 'sha256-${hash(style)}'`));
  assert.not.match(policy, /unsafe|https?:|\*/);
});

test('hostile names and descriptions stay inside the data', () => {
  const html = renderDocsPage({ manifest: docsManifest([hostileNode()]) });
  assert.not.match(html, /<script>window\.hacked|<img src=x|<svg onload/);
  const named = { ...manifest, metadata: { ...manifest.metadata, project_name: '</title><script>alert(1)</script>' } };
  assert.match(renderDocsPage({ manifest: named }), /<title>&#60;\/title&#62;&#60;script&#62;/);
});

test('the same artifacts give the same bytes', () => {
  const input = { manifest, runResults: docsRunResults(manifest) };
  assert.is(renderDocsPage(input), renderDocsPage(input));
});

test.run();
