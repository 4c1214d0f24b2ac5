import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { maskSecrets } from './mask-secrets.js';

test('values of variables named like secrets are masked wherever they stand', () => {
  const env = { SP_SECRET_KEY: 'abc.def', DB_PASSWORD: 'pa$$', github_token: 'ghp_1234', HOME: '/home/me' };
  assert.is(
    maskSecrets('key abc.def, pw pa$$, token ghp_1234, home /home/me', env),
    'key *****, pw *****, token *****, home /home/me',
  );
  assert.is(maskSecrets('abcXdef', env), 'abcXdef');
});

test('a longer secret is masked whole even when a shorter one is part of it', () => {
  assert.is(maskSecrets('x secret-and-more y', { A_TOKEN: 'secret', B_TOKEN: 'secret-and-more' }), 'x ***** y');
});

test('passwords of URLs are masked in any text', () => {
  assert.is(maskSecrets('postgres://me:hunter2@host/db', {}), 'postgres://me:*****@host/db');
  assert.is(maskSecrets('sc://host:443/;x=1 and a@b', {}), 'sc://host:443/;x=1 and a@b');
});

test('the password of a URL in the environment is masked when it stands alone, decoded or not', () => {
  const env = { SP_POSTGRES_URL: 'postgres://me:p%40ssword@host/db' };
  assert.is(maskSecrets('failed for p@ssword / p%40ssword', env), 'failed for ***** / *****');
});

test('short and harmless values stay', () => {
  assert.is(maskSecrets('a=1 b=true', { X_TOKEN: '1', USE_TOKEN: 'true' }), 'a=1 b=true');
});

test.run();
