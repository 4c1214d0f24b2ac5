import { createHash } from 'node:crypto';
import type { NodeId } from './manifest.js';

export function nodeId(...parts: readonly string[]): NodeId {
  return parts.join('.') as NodeId;
}

export function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
