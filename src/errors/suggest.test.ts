import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { didYouMean, editDistance, suggest } from './suggest.js';

test('a misspelt name finds its neighbour', () => {
  assert.is(suggest('amont', ['id', 'amount', 'status']), 'amount');
  assert.is(suggest('materialised', ['materialized', 'meta']), 'materialized');
  assert.is(suggest('stg_studnets', ['stg_students', 'stg_subjects']), 'stg_students');
});

test('two swapped letters count as one error', () => {
  assert.is(editDistance('ab', 'ba'), 1);
  assert.is(suggest('atgs', ['tags']), 'tags');
});

test('case alone is no distance', () => {
  assert.is(suggest('fact_performance', ['Fact_Performance', 'fact_performances']), 'Fact_Performance');
});

test('a short name may be wrong in one letter, a long one in a third of its letters', () => {
  assert.is(suggest('ab', ['ac']), 'ac');
  assert.is(suggest('ab', ['cd']), undefined);
  assert.is(suggest('abcdef', ['abxyef']), 'abxyef');
  assert.is(suggest('abcdef', ['axyzef']), undefined);
});

test('the nearest wins, and of equally near ones the alphabetically first', () => {
  assert.is(suggest('models', ['modules', 'model']), 'model');
  assert.is(suggest('cat', ['rat', 'bat', 'hat']), 'bat');
  assert.is(suggest('cat', ['bat', 'rat', 'hat']), 'bat');
});

test('the name itself and far names are no suggestions', () => {
  assert.is(suggest('orders', ['orders']), undefined);
  assert.is(suggest('orders', []), undefined);
  assert.is(didYouMean('orders', ['payments']), undefined);
  assert.is(didYouMean('ordes', ['orders']), 'did you mean "orders"?');
});

test.run();
