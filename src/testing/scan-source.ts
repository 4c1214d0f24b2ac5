// A simple scanner of TypeScript text for the architecture test: imports, and the code without comments and texts.
// It knows enough of the language for code that prettier has formatted, not more.

export interface ScannedSource {
  /** Static, re-exporting, type-only and dynamic imports with a literal specifier. */
  readonly imports: readonly { readonly specifier: string; readonly line: number }[];
  /** The source with comments, and the insides of strings, templates and regular expressions, blanked; lines hold. */
  readonly code: string;
}

const tokens =
  // line comment, block comment, quoted text, regular expression after what cannot end an operand
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|(?<=[(,=:[!&|?{};\n]\s*)\/(?![*/])(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[dgimsuvy]*|`/g;

export function scanSource(text: string): ScannedSource {
  const imports: { specifier: string; line: number }[] = [];
  let code = '';
  let position = 0;
  tokens.lastIndex = 0;
  for (let match = tokens.exec(text); match !== null; match = tokens.exec(text)) {
    code += text.slice(position, match.index);
    const token = match[0] === '`' ? readTemplate(text, match.index) : match[0];
    if (/^['"]/.test(token) && isImportPosition(code)) {
      imports.push({ specifier: token.slice(1, -1), line: code.split('\n').length });
    }
    code += token.replaceAll(/[^\n]/g, ' ');
    position = match.index + token.length;
    tokens.lastIndex = position;
  }
  return { imports, code: code + text.slice(position) };
}

/** Does the code before a string end with `from`, `import` or `import(`? */
function isImportPosition(before: string): boolean {
  return /(?:^|[\s}*])(?:from|import)\s*$|\bimport\(\s*$/.test(before.slice(-40));
}

/** The whole template literal that starts at `start`, its expressions included. */
function readTemplate(text: string, start: number): string {
  let depth = 0;
  for (let index = start + 1; index < text.length; index += 1) {
    const character = text[index];
    if (character === '\\') index += 1;
    else if (depth === 0 && character === '`') return text.slice(start, index + 1);
    else if (character === '$' && text[index + 1] === '{') {
      depth += 1;
      index += 1;
    } else if (depth > 0 && character === '`') index += readTemplate(text, index).length - 1;
    else if (depth > 0 && character === '{') depth += 1;
    else if (depth > 0 && character === '}') depth -= 1;
  }
  return text.slice(start);
}
