import type { YamlScalar } from '../yaml-value.js';

const float = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/;

/** What a plain scalar means in YAML 1.2's core schema. Integers that a number cannot hold exactly become bigints. */
export function resolveScalar(text: string): YamlScalar {
  switch (text) {
    case '':
    case '~':
    case 'null':
    case 'Null':
    case 'NULL':
      return null;
    case 'true':
    case 'True':
    case 'TRUE':
      return true;
    case 'false':
    case 'False':
    case 'FALSE':
      return false;
    default:
      return /^[-+.\d]/.test(text) ? resolveNumber(text) : text;
  }
}

function resolveNumber(text: string): YamlScalar {
  if (/^[-+]?\d+$/.test(text)) return toInteger(text.replace(/^\+/, ''));
  if (/^0o[0-7]+$/.test(text) || /^0x[\da-fA-F]+$/.test(text)) return toInteger(text);
  if (float.test(text)) return Number(text);
  if (/^[-+]?\.(?:inf|Inf|INF)$/.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  return /^\.(?:nan|NaN|NAN)$/.test(text) ? NaN : text;
}

function toInteger(text: string): number | bigint {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : BigInt(text);
}
