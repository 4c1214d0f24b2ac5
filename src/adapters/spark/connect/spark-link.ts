import { randomUUID } from 'node:crypto';
import type { Client, Metadata } from '@grpc/grpc-js';
import type { SparkDrivers } from './drivers.js';
import { isTransient, readGrpcFailure } from './grpc-failure.js';
import type { SessionFields, StreamRpcs, UnaryRpcs } from './messages.js';
import { isLoopback } from './parse-spark-remote.js';
import { ResponseStream } from './response-stream.js';
import { Retry, sleep } from './retry.js';
import { SparkError } from './spark-error.js';
import type { SparkConnectOptions } from './spark-options.js';
import { createWire } from './wire.js';
import type { Wire } from './wire.js';

const mebibyte = 1024 * 1024;
/** Servers refuse pings that come more often than every five minutes. */
const keepaliveMs = 330_000;
const lifeKey = 'spark.sp.session';

export interface UnaryOptions {
  readonly deadlineMs: number;
  /** How long to try again; 0: not at all. */
  readonly retryForMs?: number;
}

/** The connection of one session: makes calls in its name and watches that the server stays the same one. */
export class SparkLink {
  readonly sessionId: string;
  readonly wire: Wire;
  readonly retryForMs: number;
  readonly silenceMs: number;
  readonly probeMs: number;
  readonly #connect: () => Client;
  #client: Client;
  readonly #formerClients: Client[] = [];
  readonly #metadata: Metadata;
  readonly #session: SessionFields;
  readonly #pending = new Set<Promise<unknown>>();
  #serverSessionId: string | undefined;

  /** @throws SparkError when the token would go over a network in plain text. */
  constructor(drivers: SparkDrivers, options: SparkConnectOptions) {
    const { grpc } = drivers;
    this.wire = createWire(drivers.protobuf);
    this.retryForMs = options.retryForMs ?? 8000;
    this.silenceMs = options.silenceMs ?? 20_000;
    this.probeMs = options.probeMs ?? 10_000;
    this.sessionId = options.sessionId ?? randomUUID();
    this.#session = {
      session_id: this.sessionId,
      user_context: { user_id: options.userId ?? 'sp' },
      client_type: options.userAgent ?? 'sp',
    };
    this.#metadata = new grpc.Metadata();
    for (const [name, value] of Object.entries(options.headers ?? {})) this.#metadata.set(name, value);
    if (options.token !== undefined) {
      if (!options.tls && options.insecureToken !== true && !isLoopback(options.host)) {
        throw new SparkError(
          'connection',
          `the token would go to ${options.host} in plain text: use TLS (use_ssl=true), or allow it with insecure_token`,
        );
      }
      this.#metadata.set('authorization', `Bearer ${options.token}`);
    }
    const size = options.maxMessageBytes ?? 128 * mebibyte;
    const host = options.host.includes(':') ? `[${options.host}]` : options.host;
    const credentials = options.tls
      ? grpc.credentials.createSsl(toBuffer(options.ca), toBuffer(options.key), toBuffer(options.cert))
      : grpc.credentials.createInsecure();
    const channelOptions = {
      'grpc.max_receive_message_length': size,
      'grpc.max_send_message_length': size,
      'grpc.keepalive_time_ms': keepaliveMs,
      'grpc.keepalive_timeout_ms': 20_000,
      'grpc.initial_reconnect_backoff_ms': 100,
      'grpc.min_reconnect_backoff_ms': 100,
      'grpc.max_reconnect_backoff_ms': 2000,
      'grpc.enable_retries': 0,
      'grpc.service_config_disable_resolution': 1,
      'grpc.use_local_subchannel_pool': 1,
      ...(isLoopback(options.host) && { 'grpc.enable_http_proxy': 0 }),
    };
    this.#connect = () => new grpc.Client(`${host}:${options.port}`, credentials, channelOptions);
    this.#client = this.#connect();
  }

  /** The server's own id of the session, once it has been seen: with it, a server that restarted refuses the call. */
  get observed(): { readonly client_observed_server_side_session_id?: string } {
    return this.#serverSessionId === undefined ? {} : { client_observed_server_side_session_id: this.#serverSessionId };
  }

  /** @throws SparkError when the answer comes from another life of the server than the first one. */
  observe(response: { readonly server_side_session_id?: string }, mayHaveRun = false): void {
    const seen = response.server_side_session_id;
    if (seen === undefined) return;
    this.#serverSessionId ??= seen;
    if (seen !== this.#serverSessionId) {
      throw sessionLost(mayHaveRun);
    }
  }

  /** @throws what grpc-js throws, or SparkError of `observe`. */
  async call<Name extends keyof UnaryRpcs>(
    name: Name,
    request: UnaryRpcs[Name]['request'],
    options: UnaryOptions,
  ): Promise<UnaryRpcs[Name]['response']> {
    const retry = new Retry(options.retryForMs ?? 0);
    for (;;) {
      try {
        const response = await this.#callOnce(name, request, options.deadlineMs);
        this.observe(response);
        return response;
      } catch (error) {
        const failure = readGrpcFailure(error, this.wire);
        if (failure === undefined || !isTransient(failure) || options.retryForMs === undefined) throw error;
        const delay = retry.next(performance.now(), failure.retryDelayMs);
        if (delay === undefined) throw error;
        await sleep(delay);
      }
    }
  }

  /**
   * Whether anybody is there, for a stream that is silent. When not, calls from now on take a new connection: routers forget
   * old ones without a word.
   * @throws what grpc-js throws.
   */
  async probe(): Promise<void> {
    const probed = this.#client;
    try {
      await this.#callOnce('Config', { operation: { get: { keys: [] } } }, this.probeMs);
    } catch (error) {
      if (this.#client === probed) {
        this.#formerClients.push(probed);
        this.#client = this.#connect();
      }
      throw error;
    }
  }

  /** What the session has to have set, for `assertSameLife`: a new life of the server knows nothing of it. */
  get lifeMark(): Readonly<Record<string, string>> {
    return { [lifeKey]: this.sessionId };
  }

  /**
   * Servers before 4.0 have no id of their own to observe, and take up a session that they do not know as a new one.
   * @throws SparkError of kind `session-lost`, or what grpc-js throws.
   */
  async assertSameLife(): Promise<void> {
    const request = { operation: { get: { keys: [lifeKey] } } };
    const options = { deadlineMs: this.probeMs, retryForMs: this.retryForMs };
    const isSame = await this.call('Config', request, options).then(
      ({ pairs = [] }) => pairs.some(({ value }) => value === this.sessionId),
      (error: unknown) => {
        if (readGrpcFailure(error, this.wire)?.fromSpark === true) return false; // No such key.
        throw error;
      },
    );
    if (!isSame) throw sessionLost(true);
  }

  /** A call whose answer nobody waits for; `close` does, for a moment. */
  callAside<Name extends keyof UnaryRpcs>(name: Name, request: UnaryRpcs[Name]['request']): void {
    const call = this.#callOnce(name, request, 5000)
      .catch(() => undefined)
      .finally(() => this.#pending.delete(call));
    this.#pending.add(call);
  }

  stream<Name extends keyof StreamRpcs>(
    name: Name,
    request: StreamRpcs[Name]['request'],
  ): ResponseStream<StreamRpcs[Name]['response']> {
    const { path, request: encoder, response: decoder } = this.wire.rpc(name);
    return new ResponseStream(
      this.#client.makeServerStreamRequest<object, StreamRpcs[Name]['response']>(
        path,
        (message) => encoder.encode(message),
        (bytes) => decoder.decode(bytes),
        { ...this.#session, ...request },
        this.#metadata,
      ),
    );
  }

  /** Waits for calls aside for at most `graceMs`, then ends the connection. */
  async close(graceMs: number): Promise<void> {
    await Promise.race([Promise.all(this.#pending), sleep(this.#pending.size === 0 ? 0 : graceMs)]);
    for (const client of [this.#client, ...this.#formerClients]) client.close();
  }

  #callOnce<Name extends keyof UnaryRpcs>(
    name: Name,
    request: UnaryRpcs[Name]['request'],
    deadlineMs: number,
  ): Promise<UnaryRpcs[Name]['response']> {
    const { path, request: encoder, response: decoder } = this.wire.rpc(name);
    return new Promise((resolve, reject) => {
      this.#client.makeUnaryRequest<object, UnaryRpcs[Name]['response']>(
        path,
        (message) => encoder.encode(message),
        (bytes) => decoder.decode(bytes),
        { ...this.#session, ...request },
        this.#metadata,
        { deadline: Date.now() + deadlineMs },
        (error, response) => {
          if (error !== null) reject(error);
          else if (response === undefined) reject(new Error(`${name}: no response`));
          else resolve(response);
        },
      );
    });
  }
}

function sessionLost(mayHaveRun: boolean): SparkError {
  return new SparkError('session-lost', 'the Spark server was restarted; its session is gone', { mayHaveRun });
}

function toBuffer(bytes: Uint8Array | undefined): Buffer | null {
  return bytes === undefined ? null : Buffer.from(bytes);
}
