import type { EdgeLine } from './layout.js';

/** SVG path data of a line of the layout: curves between columns, straight past the boxes of a column. */
export function edgePath({ points }: EdgeLine): string {
  let path = '';
  for (const [at, point] of points.entries()) {
    const before = points[at - 1];
    if (before === undefined) path = `M${round(point.x)} ${round(point.y)}`;
    else if (at % 2 === 0) path += `H${round(point.x)}`;
    else {
      const bend = (point.x - before.x) / 2;
      path += `C${round(before.x + bend)} ${round(before.y)} ${round(point.x - bend)} ${round(point.y)} ${round(point.x)} ${round(point.y)}`;
    }
  }
  return path;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
