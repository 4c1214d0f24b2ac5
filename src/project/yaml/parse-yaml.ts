// YAML text → YamlValue, every key and value with its place. What stands in it is judged elsewhere (check-schema.ts).
// YAML 1.2's core schema with merge keys (`<<`); one document a file; the first syntax error ends a file.

import { EVENT_ID, getScalarValue, parseEvents, SCALAR_STYLE, YAMLException } from 'js-yaml';
import type { Event, ScalarEvent } from 'js-yaml';
import type { Diagnostic, Place, SourceFile } from '../../errors/diagnostic.js';
import { placeAt } from '../../errors/place.js';
import type { YamlEntry, YamlValue } from '../yaml-value.js';
import {
  duplicateKey,
  keyNotText,
  mergeNotMapping,
  recursiveAlias,
  severalDocuments,
  tooManyAliases,
  unknownAlias,
  unknownYamlTag,
} from './errors.js';
import { explainYamlFailure } from './explain-yaml-failure.js';
import { resolveScalar } from './resolve-scalar.js';

export interface ParsedYaml {
  /** Absent when the text holds nothing but comments, or has a syntax error. */
  readonly value?: YamlValue;
  readonly diagnostics: readonly Diagnostic[];
}

/** How often aliases may be expanded in one file, those inside of expanded ones counted again. */
export const maxAliasExpansions = 100;

/** Parses a file, or the part of it between two offsets; places count from the top of the file either way. */
export function parseYaml(file: SourceFile, start = 0, end = file.text.length): ParsedYaml {
  const text = start === 0 && end === file.text.length ? file.text : file.text.slice(start, end);
  let events: readonly Event[];
  try {
    events = parseEvents(text, {});
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    return { diagnostics: [explainYamlFailure(file, start, text, error.reason, error.mark?.position ?? 0)] };
  }
  return new TreeBuilder(file, start, text, events).build();
}

interface Built {
  readonly value: YamlValue;
  /** Aliases that had to be expanded for it. */
  readonly expansions: number;
}

/** Reads the flat list of events into a tree; the parser has limited its depth. */
class TreeBuilder {
  readonly #diagnostics: Diagnostic[] = [];
  /** Anchor → what stands there; undefined while it is being read. */
  readonly #anchors = new Map<string, Built | undefined>();
  #next = 0;
  /** Offset behind the last token, where an absent value stands. */
  #lastEnd = 0;

  constructor(
    readonly file: SourceFile,
    readonly base: number,
    readonly text: string,
    readonly events: readonly Event[],
  ) {}

  build(): ParsedYaml {
    if (this.#take()?.type !== EVENT_ID.DOCUMENT) return { diagnostics: [] };
    const built = this.#peek()?.type === EVENT_ID.POP ? undefined : this.#readValue();
    this.#take();
    if (this.#peek()?.type === EVENT_ID.DOCUMENT) {
      const marker = this.text.indexOf('\n---', Math.max(0, this.#lastEnd - 1)) + 1;
      this.#diagnostics.push(severalDocuments(this.#place(marker, marker + 3)));
    }
    return { ...(built && { value: built.value }), diagnostics: this.#diagnostics };
  }

  #peek(): Event | undefined {
    return this.events[this.#next];
  }

  #take(): Event | undefined {
    const event = this.events[this.#next];
    this.#next += 1;
    return event;
  }

  #place(start: number, end?: number): Place {
    return placeAt(this.file, this.base + start, end === undefined ? undefined : this.base + end);
  }

  #readValue(): Built {
    const event = this.#take();
    if (event === undefined || event.type === EVENT_ID.DOCUMENT || event.type === EVENT_ID.POP) {
      throw new Error('YAML events end where a value should stand');
    }
    if (event.type === EVENT_ID.ALIAS) return this.#readAlias(event.anchorStart, event.anchorEnd);
    const anchor = event.anchorStart < 0 ? undefined : this.text.slice(event.anchorStart, event.anchorEnd);
    if (anchor !== undefined) this.#anchors.set(anchor, undefined);
    const tag = event.tagStart < 0 ? undefined : this.text.slice(event.tagStart, event.tagEnd);
    if (tag !== undefined && tag !== '!!str' && tag !== '!') {
      this.#diagnostics.push(unknownYamlTag(tag, this.#place(event.tagStart, event.tagEnd)));
    }
    const built =
      event.type === EVENT_ID.SCALAR
        ? this.#readScalar(event, tag !== undefined)
        : event.type === EVENT_ID.SEQUENCE
          ? this.#readList(event.start)
          : this.#readMap(event.start);
    if (anchor !== undefined) this.#anchors.set(anchor, built);
    return built;
  }

  #readAlias(start: number, end: number): Built {
    const name = this.text.slice(start, end);
    const place = this.#place(start - 1, end);
    this.#lastEnd = end;
    const target = this.#anchors.get(name);
    if (target !== undefined) {
      const expansions = target.expansions + 1;
      if (expansions <= maxAliasExpansions) return { value: target.value, expansions };
      this.#diagnostics.push(tooManyAliases(maxAliasExpansions, place));
    } else if (this.#anchors.has(name)) {
      this.#diagnostics.push(recursiveAlias(name, place));
    } else {
      this.#diagnostics.push(unknownAlias(name, place, [...this.#anchors.keys()]));
    }
    return { value: { kind: 'scalar', value: null, place }, expansions: 0 };
  }

  #readScalar(event: ScalarEvent, tagged: boolean): Built {
    const text = getScalarValue(this.text, event);
    const value = event.style === SCALAR_STYLE.PLAIN && !tagged ? resolveScalar(text) : text;
    return { value: { kind: 'scalar', value, place: this.#scalarPlace(event) }, expansions: 0 };
  }

  #scalarPlace(event: ScalarEvent): Place {
    if (event.valueStart < 0) return this.#place(this.#lastEnd);
    this.#lastEnd = event.valueEnd;
    const { style } = event;
    if (style === SCALAR_STYLE.SINGLE_QUOTED || style === SCALAR_STYLE.DOUBLE_QUOTED) {
      this.#lastEnd += 1;
      return this.#place(event.valueStart - 1, event.valueEnd + 1);
    }
    const indent = style === SCALAR_STYLE.PLAIN ? 0 : Math.max(0, event.indent);
    return this.#place(event.valueStart + indent, event.valueEnd);
  }

  #readList(start: number): Built {
    const items: YamlValue[] = [];
    let expansions = 0;
    while (this.#peek()?.type !== EVENT_ID.POP) {
      const item = this.#readValue();
      items.push(item.value);
      expansions = this.#add(expansions, item);
    }
    this.#take();
    return { value: { kind: 'list', items, place: this.#place(start, this.#lastEnd) }, expansions };
  }

  #readMap(start: number): Built {
    const entries = new Map<string, YamlEntry>();
    const merged: YamlEntry[] = [];
    let expansions = 0;
    while (this.#peek()?.type !== EVENT_ID.POP) {
      const isPlainKey = this.#isPlainScalarNext();
      const key = this.#readValue().value;
      const built = this.#readValue();
      expansions = this.#add(expansions, built);
      const text = key.kind === 'scalar' && key.value !== null ? String(key.value) : undefined;
      if (text === undefined) {
        this.#diagnostics.push(keyNotText(key.place, isMustache(this.file, key.place)));
      } else if (text === '<<' && isPlainKey) {
        merged.push(...this.#mergeEntries(built.value));
      } else {
        const first = entries.get(text);
        if (first) this.#diagnostics.push(duplicateKey(text, key.place, first.keyPlace));
        else entries.set(text, { key: text, keyPlace: key.place, value: built.value });
      }
    }
    this.#take();
    for (const entry of merged) if (!entries.has(entry.key)) entries.set(entry.key, entry);
    return {
      value: { kind: 'map', entries: [...entries.values()], place: this.#place(start, this.#lastEnd) },
      expansions,
    };
  }

  #isPlainScalarNext(): boolean {
    const event = this.#peek();
    return event?.type === EVENT_ID.SCALAR && event.style === SCALAR_STYLE.PLAIN;
  }

  /** What `<<: *a` or `<<: [*a, *b]` brings; earlier ones win. */
  #mergeEntries(value: YamlValue): readonly YamlEntry[] {
    if (value.kind === 'map') return value.entries;
    const maps = value.kind === 'list' ? value.items : [];
    if (value.kind === 'list' && maps.every((item) => item.kind === 'map')) return maps.flatMap((map) => map.entries);
    this.#diagnostics.push(mergeNotMapping(value.place));
    return [];
  }

  /** Counts expansions; reports once, where the limit is passed. */
  #add(expansions: number, built: Built): number {
    const sum = expansions + built.expansions;
    if (expansions <= maxAliasExpansions && sum > maxAliasExpansions) {
      this.#diagnostics.push(tooManyAliases(maxAliasExpansions, this.#place(this.#lastEnd - 1, this.#lastEnd)));
    }
    return sum;
  }
}

/** True for `{{…}}` without quotes, which YAML takes for a mapping in a mapping. */
function isMustache(file: SourceFile, place: Place): boolean {
  const line = file.text.split(/\r\n|\n|\r/, place.start.line)[place.start.line - 1] ?? '';
  return line.slice(Math.max(0, place.start.column - 2)).startsWith('{{');
}
