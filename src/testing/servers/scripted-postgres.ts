// A server that speaks just enough of PostgreSQL's protocol to refuse a login or to be of another version.
// https://www.postgresql.org/docs/current/protocol-message-formats.html

import { createServer, type AddressInfo, type Socket } from 'node:net';

export interface ScriptedPostgres {
  readonly port: number;
  close(): Promise<void>;
}

export type Script =
  | { readonly kind: 'refuse'; readonly code: string; readonly message: string }
  | { readonly kind: 'version'; readonly number: number; readonly name: string }
  | { readonly kind: 'silence' };

export async function startScriptedPostgres(script: Script): Promise<ScriptedPostgres> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    let isStarted = false;
    socket.on('data', (data) => {
      if (script.kind === 'silence') return;
      if (script.kind === 'refuse') return void socket.end(refusal(script.code, script.message));
      if (!isStarted) {
        isStarted = true;
        return void socket.write(Buffer.concat([message('R', int32(0)), ready]));
      }
      if (data[0] === 0x51) socket.write(answer(data.toString('latin1', 5), script));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

/** Any statement is done; the one about the version gets its row. */
function answer(sql: string, { number, name }: Extract<Script, { kind: 'version' }>): Buffer {
  const done = Buffer.concat([message('C', text('SET')), ready]);
  if (!sql.includes('server_version')) return done;
  const column = (label: string, type: number): Buffer =>
    Buffer.concat([text(label), int32(0), int16(0), int32(type), int16(-1), int32(-1), int16(0)]);
  const value = (content: string): Buffer => Buffer.concat([int32(Buffer.byteLength(content)), Buffer.from(content)]);
  return Buffer.concat([
    message('T', int16(2), column('number', 23), column('name', 25)),
    message('D', int16(2), value(String(number)), value(name)),
    done,
  ]);
}

function refusal(code: string, words: string): Buffer {
  const field = (type: string, content: string): Buffer => Buffer.concat([Buffer.from(type), text(content)]);
  return message('E', field('S', 'FATAL'), field('V', 'FATAL'), field('C', code), field('M', words), Buffer.from([0]));
}

function message(type: string, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from(type), int32(body.length + 4), body]);
}

const ready = message('Z', Buffer.from('I'));

function text(content: string): Buffer {
  return Buffer.from(`${content}\0`);
}

function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}
