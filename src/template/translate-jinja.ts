// Jinja in the words of Handlebars, for hints. Only what translates word by word; anything else gets the general rule.

const generalRule =
  'Handlebars calls helpers without parentheses and commas: {{name "text" key=value}}, nested as (name "text")';

/** `{% … %}` → what to write instead. */
export function translateTag(source: string): string {
  const inner = source.replace(/^\{%[-+]?\s*/, '').replace(/\s*[-+]?%\}$/, '');
  const [word = ''] = /^\w+/.exec(inner) ?? [];
  const rest = inner.slice(word.length).trim();
  switch (word) {
    case 'if':
    case 'elif': {
      const negated = /^not\s+(.*)$/s.exec(rest);
      const condition = translateValue(negated?.[1] ?? rest);
      if (condition === undefined) {
        return 'write {{#if value}} … {{else}} … {{/if}}; Handlebars tests values, it does not compare them';
      }
      if (word === 'elif') return `write {{else ${negated ? 'unless' : 'if'} ${condition}}}`;
      return `write {{#${negated ? 'unless' : 'if'} ${condition}}}`;
    }
    case 'else':
      return 'write {{else}}';
    case 'endif':
      return 'write {{/if}}';
    case 'for': {
      const loop = /^(\w+(?:\s*,\s*\w+)?)\s+in\s+(.+)$/s.exec(rest);
      const list = loop === null ? undefined : translateValue(loop[2] ?? '');
      const names = (loop?.[1] ?? 'item').split(/\s*,\s*/);
      return `write {{#each ${list ?? 'values'} as |${names.join(' ')}|}}`;
    }
    case 'endfor':
      return 'write {{/each}}';
    case 'set':
    case 'endset':
      return 'Handlebars sets no variables; name a value for a block: {{#with value as |name|}} … {{/with}}';
    case 'macro':
    case 'test':
    case 'data_test':
      return translateDefinition(word === 'macro' ? 'macro' : 'test', rest);
    case 'endmacro':
      return 'write {{/macro}}';
    case 'endtest':
      return 'write {{/test}}';
    case 'raw':
      return 'write {{{{raw}}}} … {{{{/raw}}}}, or \\{{ for a single pair of braces';
    case 'endraw':
      return 'write {{{{/raw}}}}';
    case 'docs':
      return `write {{#docs "${rest}"}} … {{/docs}}`;
    case 'enddocs':
      return 'write {{/docs}}';
    case 'call':
      return 'write {{#name argument}} … {{/name}}; the macro places the body with {{> @partial-block}}';
    case 'snapshot':
    case 'endsnapshot':
      return 'a snapshot is a file in snapshots/ with its settings in front matter, or an entry of snapshots: in YAML';
    default:
      return 'templates are Handlebars: {{#if …}}, {{#each …}}, {{#macro …}}, {{name "text"}}';
  }
}

/** `{{ … }}` → what to write instead. */
export function translateExpression(source: string): string {
  const inner = source.replace(/^\{\{[-~]?\s*/, '').replace(/\s*[-~]?\}\}$/, '');
  const opensTight = source.startsWith('{{-') ? '~' : '';
  const closesTight = source.endsWith('-}}') ? '~' : '';
  const parsed = new JinjaReader(inner).readWhole();
  if (parsed === undefined) return generalRule;
  return `write {{${opensTight}${stripParentheses(parsed)}${closesTight}}}`;
}

function translateValue(text: string): string | undefined {
  return new JinjaReader(text).readWhole();
}

function translateDefinition(kind: 'macro' | 'test', rest: string): string {
  const match = /^(\w+)\s*\((.*)\)$/s.exec(rest);
  if (match === null) return `write {{#${kind} "name" option=default as |a b|}} … {{/${kind}}}`;
  const [, name = '', parameters = ''] = match;
  const positional: string[] = [];
  const defaults: string[] = [];
  for (const parameter of parameters.split(',').map((part) => part.trim())) {
    const [key = '', value] = parameter.split(/\s*=\s*/);
    if (key === '') continue;
    if (value === undefined) positional.push(key);
    else defaults.push(`${key}=${translateValue(value) ?? 'default'}`);
  }
  const options = defaults.length === 0 ? '' : ` ${defaults.join(' ')}`;
  const names = positional.length === 0 ? '' : ` as |${positional.join(' ')}|`;
  return `write {{#${kind} "${name}"${options}${names}}} … {{/${kind}}}`;
}

function stripParentheses(text: string): string {
  return text.startsWith('(') && text.endsWith(')') ? text.slice(1, -1) : text;
}

/** Reads one Jinja value: a literal, list, dict, name, or call. Everything else (filters, operators) is undefined. */
class JinjaReader {
  #offset = 0;

  constructor(readonly text: string) {}

  readWhole(): string | undefined {
    const value = this.#readValue();
    this.#skip(/\s*/y);
    return value !== undefined && this.#offset === this.text.length ? value : undefined;
  }

  #readValue(): string | undefined {
    this.#skip(/\s*/y);
    const quoted = this.#take(/'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"/y);
    if (quoted !== undefined) return toStringLiteral(quoted.slice(1, -1));
    const number = this.#take(/-?\d+(?:\.\d+)?/y);
    if (number !== undefined) return number;
    if (this.#take(/\[/y) !== undefined) return this.#readSequence(/\]/y, 'list');
    if (this.#take(/\{/y) !== undefined) return this.#readSequence(/\}/y, 'object');
    const name = this.#take(/[A-Za-z_][\w.]*/y);
    if (name === undefined) return undefined;
    if (this.#take(/\s*\(/y) !== undefined) {
      return this.#readSequence(/\)/y, name.replace(/^dbt(?:_utils)?\./, ''));
    }
    return constants[name] ?? name;
  }

  /** Comma-separated values, `key=value` and `'key': value` up to `end`, as a sub-expression. */
  #readSequence(end: RegExp, helper: string): string | undefined {
    const positional: string[] = [];
    const options: string[] = [];
    for (;;) {
      this.#skip(/\s*,?\s*/y);
      if (this.#take(end) !== undefined) break;
      const key = this.#take(/(?:[A-Za-z_]\w*\s*=(?!=)|['"][\w-]+['"]\s*:)/y);
      const value = this.#readValue();
      if (value === undefined) return undefined;
      if (key === undefined) positional.push(value);
      else options.push(`${key.replace(/['"\s:=]/g, '')}=${value}`);
    }
    const parts = [helper, ...positional, ...options];
    return parts.length === 1 && helper === 'is_incremental' ? helper : `(${parts.join(' ')})`;
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#offset;
    const match = pattern.exec(this.text);
    if (match === null) return undefined;
    this.#offset += match[0].length;
    return match[0];
  }

  #skip(pattern: RegExp): void {
    this.#take(pattern);
  }
}

const constants: Readonly<Record<string, string | undefined>> = {
  True: 'true',
  False: 'false',
  None: 'null',
  none: 'null',
};

function toStringLiteral(text: string): string {
  return text.includes('"') && !text.includes("'") ? `'${text}'` : `"${text.replaceAll('"', '\\"')}"`;
}
