// A Spark Connect server in this process, of the same schema as the client: statements do what a test scripted for their
// text, streams break as it says. Operations live on without their streams, as the real server's do, so a test can count
// how often a statement ran. It knows nothing of SQL.

import { randomUUID } from 'node:crypto';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import type { sendUnaryData, ServerUnaryCall, ServiceDefinition, UntypedServiceImplementation } from '@grpc/grpc-js';
import protobuf from 'protobufjs';
import type * as Messages from '../../adapters/spark/connect/messages.js';
import { createWire } from '../../adapters/spark/connect/wire.js';
import { toArrowBatch } from './arrow-batch.js';
import { defineService } from './define-service.js';
import { FakeOperation } from './fake-operation.js';
import type { ResponseCall } from './fake-operation.js';
import { toBusyStatus, toStatus } from './fake-status.js';
import type { FakeError, FakeStatement, StreamFault } from './fake-statement.js';

export interface FakeServerOptions {
  readonly version?: string;
  /** Calls without it are UNAUTHENTICATED. */
  readonly token?: string;
  /** PEM text. With `ca`, clients need a certificate that it signed. */
  readonly tls?: { readonly key: Buffer; readonly cert: Buffer; readonly ca?: Buffer };
  /** Calls that this server does not have, e.g. FetchErrorDetails of 3.5. */
  readonly lacks?: readonly string[];
}

interface Session {
  readonly session_id: string;
  readonly client_observed_server_side_session_id?: string;
}

type UnaryHandler = (request: never) => object;

export class FakeSparkServer {
  /** Names of the calls in order, `ReattachExecute` and `ReleaseExecute` with their last response or operation. */
  readonly calls: string[] = [];
  /** Statement → how often it ran. */
  readonly runs = new Map<string, number>();
  readonly confs = new Map<string, string>();
  /** Metadata of the last call. */
  headers: Readonly<Record<string, unknown>> = {};
  /** What was sent along as a local relation, by name. */
  readonly uploads = new Map<string, Uint8Array>();
  #wire = createWire(protobuf);
  #server: Server | undefined;
  #port = 0;
  #serverSessionId = randomUUID();
  #closedSessions = new Set<string>();
  #operations = new Map<string, FakeOperation>();
  #released = new Set<string>();
  #errors = new Map<string, FakeError>();
  #statements = new Map<string, FakeStatement>();
  #faults: StreamFault[] = [];
  #unaryFaults: { readonly code: number; readonly message: string }[] = [];

  private constructor(private readonly options: FakeServerOptions) {}

  static async start(options: FakeServerOptions = {}): Promise<FakeSparkServer> {
    const server = new FakeSparkServer(options);
    await server.listen();
    return server;
  }

  get port(): number {
    return this.#port;
  }

  get url(): string {
    return `sc://127.0.0.1:${this.#port}`;
  }

  get runningOperations(): number {
    return [...this.#operations.values()].filter(({ isOver }) => !isOver).length;
  }

  /** Script a statement. */
  on(sql: string, statement: FakeStatement): this {
    this.#statements.set(sql, statement);
    return this;
  }

  /** What befalls the next streams, one each. */
  breakStreams(...faults: readonly StreamFault[]): void {
    this.#faults.push(...faults);
  }

  /** The next unary calls fail, one each. */
  breakCalls(...faults: readonly { readonly code: number; readonly message: string }[]): void {
    this.#unaryFaults.push(...faults);
  }

  /** What runs ends well. */
  finish(): void {
    for (const operation of this.#operations.values()) operation.end();
  }

  /** As a new process at the same port: it knows no sessions and no operations. */
  forget(): void {
    this.#serverSessionId = randomUUID();
    for (const operation of this.#operations.values()) operation.end({ message: 'stopped' });
    this.#operations.clear();
    this.#released.clear();
    this.confs.clear();
  }

  /** As after the idle time. */
  closeSessions(): void {
    this.#closedSessions.add(this.#serverSessionId);
  }

  async listen(): Promise<void> {
    const server = new Server({ 'grpc.max_receive_message_length': -1, 'grpc.max_send_message_length': -1 });
    const { definition, implementation } = this.#service();
    server.addService(definition, implementation);
    this.#port = await new Promise<number>((resolve, reject) => {
      server.bindAsync(`127.0.0.1:${this.#port}`, this.#credentials(), (error, port) => {
        if (error) reject(error);
        else resolve(port);
      });
    });
    this.#server = server;
  }

  /** As a killed process: connections break. */
  stop(): void {
    this.#server?.forceShutdown();
    this.#server = undefined;
  }

  /** 3.5 has no id of its own, and takes every session for one that it has. */
  get #isOld(): boolean {
    return this.options.version?.startsWith('3.') === true;
  }

  get #ownId(): { readonly server_side_session_id?: string } {
    return this.#isOld ? {} : { server_side_session_id: this.#serverSessionId };
  }

  #credentials(): ServerCredentials {
    const { tls } = this.options;
    if (tls === undefined) return ServerCredentials.createInsecure();
    const { key, cert, ca } = tls;
    return ServerCredentials.createSsl(ca ?? null, [{ private_key: key, cert_chain: cert }], ca !== undefined);
  }

  #service(): { definition: ServiceDefinition; implementation: UntypedServiceImplementation } {
    const unary: Readonly<Record<keyof Messages.UnaryRpcs, UnaryHandler>> = {
      AnalyzePlan: (request: Messages.AnalyzePlanRequest) => this.#analyze(request),
      Config: (request: Messages.ConfigRequest) => this.#configure(request),
      Interrupt: (request: Messages.InterruptRequest) => this.#interrupt(request),
      ReleaseExecute: (request: Messages.ReleaseExecuteRequest) => this.#release(request),
      ReleaseSession: () => ({}),
      FetchErrorDetails: (request: Messages.FetchErrorDetailsRequest) => this.#describeError(request),
    };
    const implementation: UntypedServiceImplementation = {
      ExecutePlan: (call: ResponseCall) => this.#stream(call, 'ExecutePlan'),
      ReattachExecute: (call: ResponseCall) => this.#stream(call, 'ReattachExecute'),
    };
    for (const [name, handler] of Object.entries(unary)) {
      implementation[name] = (call: ServerUnaryCall<object, object>, reply: sendUnaryData<object>) =>
        this.#answer(call, name, handler, reply);
    }
    const names = (Object.keys(implementation) as Messages.RpcName[]).filter(
      (name) => this.options.lacks?.includes(name) !== true,
    );
    const definition = defineService(this.#wire, names);
    return { definition, implementation };
  }

  #answer(
    call: ServerUnaryCall<object, object>,
    name: string,
    handler: UnaryHandler,
    reply: sendUnaryData<object>,
  ): void {
    this.calls.push(name);
    const request = call.request as Session;
    const refusal = this.#refusal(call, request);
    const fault = this.#unaryFaults.shift();
    if (fault !== undefined) reply(toStatus(this.#wire, { ...fault, isBare: true }));
    else if (refusal !== undefined) reply(this.#toStatus(refusal));
    else {
      const answer = handler(request as never);
      reply(null, { session_id: request.session_id, ...this.#ownId, ...answer });
    }
  }

  #refusal(call: Pick<ResponseCall, 'metadata'>, session: Session): FakeError | undefined {
    this.headers = call.metadata.getMap();
    const { token } = this.options;
    if (token !== undefined && this.headers['authorization'] !== `Bearer ${token}`) {
      return { code: 16, message: 'Invalid authentication token', isBare: true };
    }
    if (this.#closedSessions.has(this.#serverSessionId)) {
      return { message: 'closed', errorClass: 'INVALID_HANDLE.SESSION_CLOSED', sqlState: '08003' };
    }
    const observed = session.client_observed_server_side_session_id;
    if (!this.#isOld && observed !== undefined && observed !== this.#serverSessionId) {
      return { message: 'changed', errorClass: 'INVALID_HANDLE.SESSION_CHANGED', sqlState: '08003' };
    }
    return undefined;
  }

  #stream(call: ResponseCall, name: 'ExecutePlan' | 'ReattachExecute'): void {
    const request = call.request as Session & Messages.ExecutePlanRequest & Messages.ReattachExecuteRequest;
    this.calls.push(request.last_response_id === undefined ? name : `${name} after a response`);
    const fault = this.#faults.shift() ?? { kind: 'none' };
    if (fault.kind === 'refuse') {
      const { code, message = 'refused', retryAfterMs, errorClass } = fault;
      if (errorClass !== undefined) this.#fail(call, { code, message, errorClass });
      else if (retryAfterMs === undefined) this.#fail(call, { code, message, isBare: true });
      else call.emit('error', toBusyStatus(this.#wire, code, message, retryAfterMs));
      return;
    }
    const refusal = this.#refusal(call, request);
    if (refusal !== undefined) return this.#fail(call, refusal);
    const id = request.operation_id;
    let operation = this.#operations.get(id);
    if (name === 'ExecutePlan') {
      if (this.#released.has(id)) {
        return this.#fail(call, { message: 'abandoned', errorClass: 'INVALID_HANDLE.OPERATION_ABANDONED' });
      }
      if (operation !== undefined && operation.plan !== JSON.stringify(request.plan)) {
        return this.#fail(call, { message: 'exists', errorClass: 'INVALID_HANDLE.OPERATION_ALREADY_EXISTS' });
      }
      operation ??= this.#begin(id, request.plan);
    }
    const place = operation?.placeAfter(request.last_response_id);
    if (operation === undefined) {
      this.#fail(call, { message: 'not found', errorClass: 'INVALID_HANDLE.OPERATION_NOT_FOUND' });
    } else if (place === undefined) {
      this.#fail(call, { message: 'gone', errorClass: 'INVALID_CURSOR.POSITION_NOT_FOUND' });
    } else void operation.attach(call, place, fault);
  }

  #begin(id: string, plan: Messages.Plan): FakeOperation {
    const operation = new FakeOperation(id, plan, (call, error) => this.#fail(call, error));
    this.#operations.set(id, operation);
    const stamp = { session_id: '', ...this.#ownId };
    const respond = (response: Messages.ExecutePlanResponse): void => operation.respond({ ...stamp, ...response });
    const command = plan.command?.sql_command;
    const view = plan.command?.create_dataframe_view;
    if (view !== undefined) {
      this.uploads.set(view.name, view.input.local_relation?.data ?? new Uint8Array());
      operation.end();
      return operation;
    }
    const input = command?.input ?? plan.root?.limit?.input ?? plan.root ?? { sql: { query: command?.sql ?? '' } };
    for (const { subquery_alias: named } of input.with_relations?.references ?? []) {
      this.uploads.set(named?.alias ?? '', named?.input.local_relation?.data ?? new Uint8Array());
    }
    const sql = (input.with_relations?.root ?? input).sql?.query ?? '';
    const statement = this.#statements.get(sql) ?? { error: { message: `nothing is scripted for: ${sql}` } };
    if (command !== undefined && statement.isQuery === true) {
      respond({ sql_command_result: { relation: input } });
      operation.end();
      return operation;
    }
    this.runs.set(sql, (this.runs.get(sql) ?? 0) + 1);
    for (const progress of statement.progress ?? []) respond({ execution_progress: progress });
    for (const batch of statement.batches ?? []) {
      const data = toArrowBatch(batch);
      if (command === undefined) respond({ arrow_batch: { row_count: batch[0]?.values.length ?? 0, data } });
      else respond({ sql_command_result: { relation: { local_relation: { data } } } });
    }
    if (statement.isEndless !== true) operation.end(statement.error);
    return operation;
  }

  #analyze(request: Messages.AnalyzePlanRequest): object {
    if (request.spark_version !== undefined) return { spark_version: { version: this.options.version ?? '4.1.4' } };
    return { schema: { schema: { struct: { fields: [{ name: 'n', data_type: { integer: {} } }] } } } };
  }

  #configure(request: Messages.ConfigRequest): object {
    for (const { key, value = '' } of request.operation.set?.pairs ?? []) this.confs.set(key, value);
    const keys = request.operation.get?.keys ?? [];
    return { pairs: keys.map((key) => ({ key, value: this.confs.get(key) })) };
  }

  #interrupt(request: Messages.InterruptRequest): object {
    const interrupted = [...this.#operations.values()].filter(
      ({ id, isOver }) => !isOver && (request.operation_id === undefined || request.operation_id === id),
    );
    for (const operation of interrupted) {
      operation.end({ message: 'canceled', errorClass: 'OPERATION_CANCELED', sqlState: 'HY008' });
    }
    return { interrupted_ids: interrupted.map(({ id }) => id) };
  }

  #release({ operation_id: id }: Messages.ReleaseExecuteRequest): object {
    const operation = this.#operations.get(id);
    if (operation === undefined) return {};
    operation.end({ message: 'released', errorClass: 'OPERATION_CANCELED' });
    this.#operations.delete(id);
    this.#released.add(id);
    return { operation_id: id };
  }

  #describeError({ error_id: id }: Messages.FetchErrorDetailsRequest): object {
    const chain: FakeError[] = [];
    for (let error = this.#errors.get(id); error !== undefined; error = error.cause) chain.push(error);
    return {
      root_error_idx: 0,
      errors: chain.map(({ message, errorClass, sqlState, parameters = {}, context, cause }, place) => ({
        message,
        ...(cause !== undefined && { cause_idx: place + 1 }),
        ...(errorClass !== undefined && {
          spark_throwable: {
            error_class: errorClass,
            sql_state: sqlState,
            message_parameters: parameters,
            query_contexts: context ? [{ start_index: context.start, stop_index: context.stop }] : [],
          },
        }),
      })),
    };
  }

  #fail(call: ResponseCall, error: FakeError): void {
    if (!call.cancelled) call.emit('error', this.#toStatus(error));
  }

  #toStatus(error: FakeError): Error {
    const id = randomUUID();
    this.#errors.set(id, error);
    return toStatus(this.#wire, error, id);
  }
}
