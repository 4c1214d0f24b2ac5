/**
 * Counter-based random numbers: every draw is a pure function of (seed, stream, student, b, c), so that rows can be made
 * in any order, in blocks, and in any total number, and are always the same. Only 32-bit integer operations and one
 * division by a power of two: the same bits on every machine and every version of Node.
 */
export interface Random {
  /** An unsigned 32-bit integer. */
  u32(stream: number, student: number, b: number, c: number): number;
  /** A number in [0, 1). */
  unit(stream: number, student: number, b: number, c: number): number;
  /** An integer in [0, count). */
  below(count: number, stream: number, student: number, b: number, c: number): number;
  /** A nearly normal number, mean 0, standard deviation 1, within ±6 (the sum of twelve bytes). */
  normal(stream: number, student: number, b: number): number;
}

export function createRandom(seed: number): Random {
  const start = mix(seed ^ 0x9e3779b9);
  const u32 = (stream: number, student: number, b: number, c: number): number => {
    let h = mix(start + Math.imul(stream + 1, 0x85ebca6b));
    h = mix(h ^ Math.imul(student + 1, 0x9e3779b1));
    h = mix(h ^ Math.imul(b + 1, 0xc2b2ae35));
    return mix(h ^ Math.imul(c + 1, 0x27d4eb2f)) >>> 0;
  };
  const unit = (stream: number, student: number, b: number, c: number): number =>
    u32(stream, student, b, c) / 4294967296;
  return {
    u32,
    unit,
    below: (count, stream, student, b, c) => Math.floor(unit(stream, student, b, c) * count),
    normal: (stream, student, b) =>
      (sumOfBytes(u32(stream, student, b, 0)) +
        sumOfBytes(u32(stream, student, b, 1)) +
        sumOfBytes(u32(stream, student, b, 2)) -
        1530) /
      256,
  };
}

function mix(value: number): number {
  let h = value | 0;
  h ^= h >>> 16;
  h = Math.imul(h, 0x7feb352d);
  h ^= h >>> 15;
  h = Math.imul(h, 0x846ca68b);
  return h ^ (h >>> 16);
}

function sumOfBytes(word: number): number {
  return (word & 255) + ((word >>> 8) & 255) + ((word >>> 16) & 255) + (word >>> 24);
}
