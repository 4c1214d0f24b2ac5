/** What lies within reach of a node: `up` steps against the edges, `down` steps along them; Infinity is everything. */
export interface Reach {
  readonly up: number;
  readonly down: number;
}

/** Positions of the nodes within reach of `focus`, itself included, ascending. */
export function findNeighbourhood(
  focus: number,
  reach: Reach,
  parents: readonly (readonly number[])[],
  children: readonly (readonly number[])[],
): readonly number[] {
  const found = new Set([...walk(focus, reach.up, parents), ...walk(focus, reach.down, children)]);
  return [...found].sort((a, b) => a - b);
}

/** The node and what is at most `depth` steps away. */
export function walk(start: number, depth: number, next: readonly (readonly number[])[]): ReadonlySet<number> {
  return new Set(walkLevels(start, depth, next).flat());
}

/** How many steps there are to the farthest node: where depth steppers end. */
export function countSteps(start: number, next: readonly (readonly number[])[]): number {
  return walkLevels(start, Infinity, next).length - 1;
}

function walkLevels(
  start: number,
  depth: number,
  next: readonly (readonly number[])[],
): readonly (readonly number[])[] {
  const found = new Set([start]);
  const levels = [[start]];
  let frontier = [start];
  while (levels.length <= depth) {
    const beyond: number[] = [];
    for (const vertex of frontier) {
      for (const neighbour of next[vertex] ?? []) {
        if (found.has(neighbour)) continue;
        found.add(neighbour);
        beyond.push(neighbour);
      }
    }
    if (beyond.length === 0) break;
    levels.push(beyond);
    frontier = beyond;
  }
  return levels;
}
