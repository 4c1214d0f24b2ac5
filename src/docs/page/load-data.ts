import type { PageData } from '../page-data.js';

/** The data block of this file, plain or compressed. Rejects when it is damaged or the browser cannot unpack it. */
export async function loadData(): Promise<PageData> {
  const block = document.getElementById('page-data');
  const text = block?.textContent ?? '';
  const json = block?.getAttribute('type') === 'application/gzip' ? await unpack(text) : text;
  block?.remove();
  const data: PageData = JSON.parse(json);
  return data;
}

async function unpack(base64: string): Promise<string> {
  const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).text();
}
