import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { buildTestName } from './test-name.js';

const name = (test_: string, model: string, kwargs: Record<string, unknown>) =>
  buildTestName(test_, model, kwargs).name;

test('names follow dbt: test, model, column', () => {
  assert.is(name('unique', 'orders', { column_name: 'id' }), 'unique_orders_id');
});

test('arguments come in the order of their names, list items one by one', () => {
  assert.is(
    name('accepted_values', 'orders', { column_name: 'status', values: ['placed', 'sent back'] }),
    'accepted_values_orders_status__placed__sent_back',
  );
  assert.is(
    name('relationships', 'orders', { column_name: 'customer_id', to: "ref('customers')", field: 'id' }),
    'relationships_orders_customer_id__id__ref_customers_',
  );
});

test('values are spelt as Python spells them', () => {
  assert.is(name('t', 'm', { a: true, b: false, c: null, d: 1.5 }), 't_m_True__False__None__1_5');
});

test('a test without arguments ends in an underscore', () => {
  assert.is(name('row_check', 'm', {}), 'row_check_m_');
});

test('a long name has a short alias: 30 characters and the md5 of the whole', () => {
  const { name: full, alias } = buildTestName('accepted_values', 'a_model_with_a_long_name', {
    column_name: 'status',
    values: ['one', 'two', 'three', 'four', 'five'],
  });
  assert.is(full, 'accepted_values_a_model_with_a_long_name_status__one__two__three__four__five');
  assert.match(alias, /^accepted_values_a_model_with_a_[0-9a-f]{32}$/);
});

test('a package prefix becomes part of the name', () => {
  assert.is(name('utils.not_blank', 'm', { column_name: 'c' }), 'utils_not_blank_m_c');
});

test.run();
