import { test } from 'uvu';
import * as assert from 'uvu/assert';

import { countSteps, findNeighbourhood, walk } from './neighbourhood.js';

// 0 → 1 → 2 → 4, and 3 → 2
const children = [[1], [2], [4], [2], []];
const parents = [[], [0], [1, 3], [], [2]];

test('the neighbourhood reaches as far up and down as asked, and no siblings', () => {
  assert.equal(findNeighbourhood(2, { up: 1, down: 1 }, parents, children), [1, 2, 3, 4]);
  assert.equal(findNeighbourhood(1, { up: 1, down: 0 }, parents, children), [0, 1]);
  assert.equal(findNeighbourhood(0, { up: 5, down: Infinity }, parents, children), [0, 1, 2, 4]);
  assert.equal(findNeighbourhood(2, { up: 0, down: 0 }, parents, children), [2]);
});

test('a walk ends on cycles too', () => {
  assert.equal([...walk(0, Infinity, [[1], [0]])], [0, 1]);
});

test('steps to the farthest node are counted', () => {
  assert.is(countSteps(2, parents), 2);
  assert.is(countSteps(0, children), 3);
  assert.is(countSteps(4, children), 0);
});

test.run();
