import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isLoopback, parseSparkRemote } from './parse-spark-remote.js';

test('a URL names host and port', () => {
  assert.equal(parseSparkRemote('sc://spark.example.com:443'), {
    ok: true,
    options: { host: 'spark.example.com', port: 443, tls: false, headers: {} },
  });
  assert.equal(parseSparkRemote('sc://spark/'), {
    ok: true,
    options: { host: 'spark', port: 15_002, tls: false, headers: {} },
  });
  assert.equal(parseSparkRemote('sc://[::1]:15003/;use_ssl=false'), {
    ok: true,
    options: { host: '::1', port: 15_003, tls: false, headers: {} },
  });
});

test('parameters that are not known are headers; values are percent-decoded', () => {
  assert.equal(
    parseSparkRemote(
      'sc://ws.example.com:443/;token=a%3Db=;x-databricks-cluster-id=07-abc;user_id=me;user_agent=x y;' +
        'session_id=0f8fad5b-d9cb-469f-a165-70867728950e;grpc_max_message_size=1000;',
    ),
    {
      ok: true,
      options: {
        host: 'ws.example.com',
        port: 443,
        tls: true,
        headers: { 'x-databricks-cluster-id': '07-abc' },
        token: 'a=b=',
        userId: 'me',
        sessionId: '0f8fad5b-d9cb-469f-a165-70867728950e',
        userAgent: 'x y',
        maxMessageBytes: 1000,
      },
    },
  );
});

test('a token implies TLS, except towards this machine', () => {
  const tls = (url: string): boolean | undefined => {
    const parsed = parseSparkRemote(url);
    return parsed.ok ? parsed.options.tls : undefined;
  };
  assert.is(tls('sc://far/;token=t'), true);
  assert.is(tls('sc://far/;token=t;use_ssl=false'), false);
  assert.is(tls('sc://far/;use_ssl=TRUE'), true);
  assert.is(tls('sc://127.0.0.1/;token=t'), false);
  assert.is(tls('sc://localhost:15002/;token=t;use_ssl=true'), true);
});

test('what is wrong with a URL is said without its token', () => {
  for (const [url, problem] of [
    ['http://spark:15002', 'it is not of the form sc://host:15002/;key=value;key=value'],
    ['sc://spark/path', 'it is not of the form sc://host:15002/;key=value;key=value'],
    ['sc://me:secret@spark/', 'it is not of the form sc://host:15002/;key=value;key=value'],
    ['sc:///;token=secret', 'it names no host'],
    ['sc://spark:99999/', '99999 is no port'],
    ['sc://spark/;token', 'the parameter "token" has no value'],
    ['sc://spark/;=secret', 'the parameter "" has no name'],
    ['sc://spark/;token=secret;token=secret', 'the parameter "token" is there twice'],
    ['sc://spark/;token=%ZZ', 'the value of "token" is not percent-encoded text'],
    ['sc://spark/;use_ssl=yes', 'use_ssl is true or false'],
    ['sc://spark/;session_id=mine', 'session_id is not a UUID'],
    ['sc://spark/;grpc_max_message_size=1MB', 'grpc_max_message_size is not a number of bytes'],
    ['sc://spark/;a b=1', '"a b" is no name of a header'],
  ] as const) {
    assert.equal(parseSparkRemote(url), { ok: false, problem }, url);
  }
});

test('this machine has names and numbers', () => {
  for (const host of ['localhost', 'LOCALHOST', '127.0.0.1', '127.9.9.9', '::1', '0:0:0:0:0:0:0:1']) {
    assert.ok(isLoopback(host), host);
  }
  for (const host of ['127.0.0.1.example.com', '10.0.0.1', 'localhost.example.com', '::2', '0.0.0.0']) {
    assert.not(isLoopback(host), host);
  }
});

test.run();
