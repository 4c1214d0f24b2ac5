// Artifacts → one HTML file. Comes in: manifest and run results as values. Goes out: the text of a page that opens from
// disk with the network off, loads nothing, and shows every name and description as text. It must not know where
// artifacts lie or who writes the file; what the browser does with the data is in page/, which is bundled at build time.

import { createHash } from 'node:crypto';

import { buildPageData } from './build-page-data.js';
import type { DocsInput } from './docs-input.js';
import { embedJson } from './embed-json.js';
import { pageScript, pageStyle } from './page-assets.js';

/** The same input gives the same text, byte for byte. Throws nothing that is not a bug. */
export function renderDocsPage(input: DocsInput): string {
  const data = buildPageData(input);
  const title = escapeHtml(`${data.project.name} · docs`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy()}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="sp docs">
<title>${title}</title>
<style>${pageStyle}</style>
</head>
<body>
<div id="app"><p class="boot">Opening ${escapeHtml(data.project.name)}…</p></div>
<noscript><p class="boot">This page draws itself with the script it carries. Please allow JavaScript for it; it loads nothing from anywhere.</p></noscript>
${embedJson('page-data', data)}
<script>${pageScript}</script>
</body>
</html>
`;
}

/** Only this file's own style and script run, nothing is fetched, and no text can become markup or code. */
function contentSecurityPolicy(): string {
  return [
    "default-src 'none'",
    `script-src '${sha256(pageScript)}'`,
    `style-src '${sha256(pageStyle)}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
}

function sha256(text: string): string {
  return `sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
