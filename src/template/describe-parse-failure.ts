import type { Diagnostic, Place, SourceFile } from '../errors/diagnostic.js';
import { offsetAt, placeAt } from '../errors/place.js';
import { syntaxError } from './errors.js';
import type { ParseFailure } from './handlebars.js';
import { placeOf } from './place-of.js';

const callForm = 'a call is written {{name "text" other_name key=value}}, a nested one (name "text")';

/** Handlebars' message in words for people, at the place that has to change. */
export function describeParseFailure(file: SourceFile, failure: ParseFailure): Diagnostic {
  const place = placeOf(file, failure.loc);
  const mismatch = /^(.+) doesn't match (.+)$/s.exec(failure.message);
  if (mismatch !== null) {
    const [, open = '', close = ''] = mismatch;
    return syntaxError({
      place,
      message: `{{#${open}}} is closed by {{/${close}}}`,
      hint: `close it with {{/${open}}}`,
    });
  }
  if (failure.message.startsWith('Invalid path')) {
    return syntaxError({
      place,
      message: failure.message.replace('Invalid path: ', 'invalid path '),
      hint: '"this" and ".." can only start a path; a property of that name is written [this]',
    });
  }
  if (failure.message === 'nested too deeply')
    return syntaxError({ place: { file, start: place.start }, message: 'the template is nested too deeply' });
  switch (failure.got ?? '') {
    case 'EOF':
      return describeEnd(file, place);
    case 'INVERSE':
    case 'OPEN_INVERSE_CHAIN':
    case 'OPEN_INVERSE':
      return syntaxError({
        place,
        message: '{{else}} stands in no block',
        hint: 'only a block has an else: {{#if …}} … {{else}} … {{/if}}',
      });
    case 'OPEN_ENDBLOCK': {
      const start = offsetAt(file, place.start);
      const tag = /^\{\{~?\/[^}]*\}\}/.exec(file.text.slice(start))?.[0] ?? '{{/';
      return syntaxError({
        place: placeAt(file, start, start + tag.length),
        message: `${tag} closes a block that was never opened`,
        hint: 'remove it or open the block before it',
      });
    }
    default:
      return describeToken(file, place, failure);
  }
}

/** The file ended inside a block: point at the tag that opened the innermost one. */
function describeEnd(file: SourceFile, place: Place): Diagnostic {
  const open: { readonly name: string; readonly offset: number; readonly length: number }[] = [];
  for (const match of maskComments(file.text).matchAll(/\{\{~?([#^/])[*>]?\s*([^\s}~]+)[^}]*\}\}/g)) {
    const [tag, sign, name = ''] = match;
    if (sign === '/') open.pop();
    else open.push({ name, offset: match.index, length: tag.length });
  }
  const last = open.at(-1);
  if (last === undefined) return syntaxError({ place, message: 'the template ends inside a block' });
  return syntaxError({
    place: placeAt(file, last.offset, last.offset + last.length),
    message: `{{#${last.name}}} is never closed`,
    hint: `add {{/${last.name}}}`,
  });
}

function describeToken(file: SourceFile, place: Place, failure: ParseFailure): Diagnostic {
  const { text } = file;
  if (failure.got === undefined) {
    const comment = text.lastIndexOf('{{!--');
    if (comment >= 0) {
      return syntaxError({
        place: placeAt(file, comment, comment + 5),
        message: '{{!-- is never closed',
        hint: 'add --}}',
      });
    }
    return syntaxError({ place, message: 'this is no Handlebars text', hint: callForm });
  }
  const offset = offsetAt(file, place.start);
  const open = text.lastIndexOf('{{', offset);
  const close = text.indexOf('}}', offset);
  const nextOpen = text.indexOf('{{', Math.max(offset, open + 2));
  if (open >= 0 && (close < 0 || (nextOpen >= 0 && nextOpen < close))) {
    return syntaxError({
      place: placeAt(file, open, open + 2),
      message: '{{ is never closed',
      hint: 'add }}; text with braces is written \\{{',
    });
  }
  const token = text.slice(offset, offset + Math.max(1, offsetAt(file, place.end ?? place.start) - offset));
  if (failure.got === 'INVALID' && /^["']/.test(token)) {
    return syntaxError({
      place,
      message: `the text that starts with ${token[0]} is never closed`,
      hint: `add the other ${token[0]}`,
    });
  }
  if (failure.got === 'CLOSE' || failure.got === 'CLOSE_UNESCAPED') {
    return syntaxError({ place, message: 'an expression ends too early', hint: `${callForm}; every ( needs its )` });
  }
  // Behind a name, Handlebars stumbles over the name when it does not like what follows.
  const name = failure.got === 'INVALID' ? (/^[\w.@/-]+/.exec(text.slice(offset))?.[0] ?? '') : '';
  const culprit = name === '' ? token : (text[offset + name.length] ?? '');
  return syntaxError({
    place: placeAt(file, offset + name.length, offset + name.length + culprit.length),
    message: `unexpected "${culprit.split('\n')[0] ?? ''}" between {{ and }}`,
    hint: callForm,
  });
}

/** Comments as blanks of the same length, so that offsets hold. */
export function maskComments(text: string): string {
  return text.replace(/\{\{~?!--[\s\S]*?--~?\}\}|\{\{~?![\s\S]*?\}\}/g, (comment) => comment.replace(/[^\r\n]/g, ' '));
}
