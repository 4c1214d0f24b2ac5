import { PortableArgumentError } from '../portable-functions.js';

/** `$.a."b c"[0]` as its steps: names and indexes. */
export function parseJsonPath(path: string): readonly (string | number)[] {
  const steps: (string | number)[] = [];
  const pattern = /\.(?:"([^"]+)"|([\p{L}\p{N}_$-]+))|\[(\d+)\]/uy;
  let offset = path.startsWith('$') ? 1 : 0;
  const text = offset === 1 || /^[.[]/.test(path) ? path : `.${path}`;
  while (offset < text.length) {
    pattern.lastIndex = offset;
    const match = pattern.exec(text);
    if (match === null) throw new PortableArgumentError(`"${path}" is no JSON path`, 'write it as $.name.other[0]');
    const [whole, quoted, name, index] = match;
    steps.push(index === undefined ? (quoted ?? name ?? '') : Number(index));
    offset += whole.length;
  }
  if (steps.length === 0) throw new PortableArgumentError(`"${path}" names nothing in the JSON`, 'write it as $.name');
  return steps;
}
