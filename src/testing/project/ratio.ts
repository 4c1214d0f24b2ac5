/** An exact fraction; `den` is positive. */
export interface Ratio {
  readonly num: bigint;
  readonly den: bigint;
}

export function ratio(num: number, den: number): Ratio {
  return { num: BigInt(num), den: BigInt(den) };
}

export function addRatios(a: Ratio, b: Ratio): Ratio {
  return { num: a.num * b.den + b.num * a.den, den: a.den * b.den };
}

export function subtractRatios(a: Ratio, b: Ratio): Ratio {
  return addRatios(a, { num: -b.num, den: b.den });
}

/** As `sort` wants it. */
export function compareRatios(a: Ratio, b: Ratio): number {
  const difference = a.num * b.den - b.num * a.den;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** The nearest number with so many decimals, halves away from zero; null when there is no value (a denominator of 0). */
export function roundRatio({ num, den }: Ratio, digits = 6): number | null {
  if (den === 0n) return null;
  const scale = 10n ** BigInt(digits);
  const size = num < 0n ? -num : num;
  const rounded = (2n * size * scale + den) / (2n * den);
  const text = rounded.toString().padStart(digits + 1, '0');
  const at = text.length - digits;
  return Number(`${num < 0n && rounded > 0n ? '-' : ''}${text.slice(0, at)}.${text.slice(at)}`);
}
