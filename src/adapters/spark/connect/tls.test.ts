import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { FakeSparkServer } from '../../../testing/spark-connect/fake-spark-server.js';
import { sparkErrorOf } from '../../../testing/spark-connect/with-fake-spark.js';
import { SparkClient } from './spark-client.js';

interface Pair {
  readonly key: Buffer;
  readonly cert: Buffer;
}

/** A key and a certificate that it signed itself, of this machine's name. */
function makePair(): Pair {
  const folder = mkdtempSync(join(tmpdir(), 'sp-tls-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const name = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const files = ['-keyout', key, '-out', cert];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...name, ...files], {
    stdio: 'ignore',
  });
  const pair = { key: readFileSync(key), cert: readFileSync(cert) };
  rmSync(folder, { recursive: true });
  return pair;
}

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
function tls(name: string, run: (pair: Pair) => Promise<void>): void {
  if (hasOpenssl) test(name, () => run(makePair()));
  else test.skip(`${name} (no openssl)`, () => {});
}

tls('a token goes over TLS to who shows a certificate of the given authority', async (pair) => {
  const server = await FakeSparkServer.start({ tls: pair, token: 'secret' });
  const options = { host: 'localhost', port: server.port, tls: true, token: 'secret', retryForMs: 100 };
  const client = await SparkClient.connect({ ...options, ca: pair.cert });
  assert.is(server.headers['authorization'], 'Bearer secret');
  await client.close();
  server.headers = {};

  const error = await sparkErrorOf(SparkClient.connect(options));
  assert.is(error.kind, 'connection');
  assert.match(error.message, /^the Spark endpoint cannot be reached: .*self-signed certificate/);
  const plain = await sparkErrorOf(SparkClient.connect({ ...options, tls: false }));
  assert.is(plain.kind, 'connection');
  assert.equal(server.headers, {});
  server.stop();
});

tls('a client shows its own certificate to who wants one', async (pair) => {
  const own = makePair();
  const server = await FakeSparkServer.start({ tls: { ...pair, ca: own.cert } });
  const options = { host: 'localhost', port: server.port, tls: true, ca: pair.cert, retryForMs: 100 };
  const client = await SparkClient.connect({ ...options, ...own });
  await client.close();
  assert.is((await sparkErrorOf(SparkClient.connect(options))).kind, 'connection');
  server.stop();
});

tls('plain text to who speaks only TLS ends soon', async (pair) => {
  const server = await FakeSparkServer.start({ tls: pair });
  const error = await sparkErrorOf(
    SparkClient.connect({ host: 'localhost', port: server.port, tls: false, retryForMs: 100 }),
  );
  assert.is(error.kind, 'connection');
  server.stop();
});

test.run();
