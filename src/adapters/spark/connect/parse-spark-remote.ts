import { isIP } from 'node:net';
import type { SparkConnectOptions } from './spark-options.js';

const defaultPort = 15_002;

export type ParsedRemote =
  | { readonly ok: true; readonly options: SparkConnectOptions }
  /** One clause that says what is wrong with the URL; it never repeats the token. */
  | { readonly ok: false; readonly problem: string };

/**
 * `sc://host[:port]/[;key=value]*`, as Spark's own clients read it: `token` implies TLS, except towards this machine
 * unless `use_ssl=true` says so (Spark's own server checks tokens but speaks no TLS). Keys that are not known are headers.
 */
export function parseSparkRemote(url: string): ParsedRemote {
  const match = /^sc:\/\/(\[[^\]]*\]|[^:/;[\]@]*)(?::(\d+))?(?:\/(?:;(.*))?)?$/s.exec(url.trim());
  if (match === null) {
    return { ok: false, problem: 'it is not of the form sc://host:15002/;key=value;key=value' };
  }
  const host = (match[1] ?? '').replace(/^\[|\]$/g, '');
  if (host === '') return { ok: false, problem: 'it names no host' };
  const port = match[2] === undefined ? defaultPort : Number(match[2]);
  if (port < 1 || port > 65_535) return { ok: false, problem: `${port} is no port` };

  const params = new Map<string, string>();
  for (const pair of (match[3] ?? '').split(';')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const key = equals < 0 ? pair : pair.slice(0, equals);
    if (equals <= 0) return { ok: false, problem: `the parameter "${key}" has no ${equals < 0 ? 'value' : 'name'}` };
    if (params.has(key)) return { ok: false, problem: `the parameter "${key}" is there twice` };
    const value = decode(pair.slice(equals + 1));
    if (value === undefined) return { ok: false, problem: `the value of "${key}" is not percent-encoded text` };
    params.set(key, value);
  }
  const take = (key: string): string | undefined => {
    const value = params.get(key);
    params.delete(key);
    return value;
  };

  const token = take('token');
  const ssl = take('use_ssl');
  if (ssl !== undefined && !/^(true|false)$/i.test(ssl)) return { ok: false, problem: 'use_ssl is true or false' };
  const userId = take('user_id');
  const sessionId = take('session_id');
  if (sessionId !== undefined && !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(sessionId)) {
    return { ok: false, problem: 'session_id is not a UUID' };
  }
  const userAgent = take('user_agent');
  const size = take('grpc_max_message_size');
  if (size !== undefined && !/^[1-9]\d*$/.test(size)) {
    return { ok: false, problem: 'grpc_max_message_size is not a number of bytes' };
  }
  const wrongHeader = [...params.keys()].find((key) => !/^[0-9a-z_.-]+$/i.test(key));
  if (wrongHeader !== undefined) return { ok: false, problem: `"${wrongHeader}" is no name of a header` };

  const tls = ssl === undefined ? token !== undefined && !isLoopback(host) : ssl.toLowerCase() === 'true';
  return {
    ok: true,
    options: {
      host,
      port,
      tls,
      headers: Object.fromEntries(params),
      ...(token !== undefined && { token }),
      ...(userId !== undefined && { userId }),
      ...(sessionId !== undefined && { sessionId }),
      ...(userAgent !== undefined && { userAgent }),
      ...(size !== undefined && { maxMessageBytes: Number(size) }),
    },
  };
}

/** Whether a host is this machine itself, so that what goes there crosses no network. */
export function isLoopback(host: string): boolean {
  if (/^localhost\.?$/i.test(host)) return true;
  return isIP(host) === 4 ? host.startsWith('127.') : /^(::1|(0+:){7}0*1)$/.test(host);
}

function decode(value: string): string | undefined {
  try {
    return decodeURIComponent(value);
  } catch {
    return undefined;
  }
}
