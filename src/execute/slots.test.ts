import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Slots } from './slots.js';

test('no more work runs at once than there are slots, and the rest waits', async () => {
  const slots = new Slots(2);
  let running = 0;
  let most = 0;
  const work = async (): Promise<void> => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setTimeout(resolve, 1));
    running -= 1;
  };
  await Promise.all(Array.from({ length: 7 }, () => slots.use(1, work)));
  assert.is(most, 2);
  assert.is(running, 0);
});

test('a free slot goes to the highest priority, among equals to the first that asked', async () => {
  const slots = new Slots(1);
  const order: string[] = [];
  const use = (name: string, priority: number): Promise<void> =>
    slots.use(priority, () => {
      order.push(name);
      return Promise.resolve();
    });
  await Promise.all([use('first', 0), use('low', 1), use('high', 9), use('low too', 1), use('high too', 9)]);
  assert.equal(order, ['first', 'high', 'high too', 'low', 'low too']);
});

test('a slot is free again after its work failed', async () => {
  const slots = new Slots(1);
  let message = '';
  await slots.use(1, () => Promise.reject(new Error('no'))).catch((error: Error) => (message = error.message));
  assert.is(message, 'no');
  assert.is(await slots.use(1, () => Promise.resolve('yes')), 'yes');
});

test.run();
