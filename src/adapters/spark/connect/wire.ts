import type Protobuf from 'protobufjs';
import type { RpcName } from './messages.js';
import { protoText, statusProtoText } from './proto-text.js';

/** Turns one message into bytes and back; what comes back is what `messages.ts` describes. */
export interface MessageCodec {
  readonly encode: (message: object) => Buffer;
  readonly decode: (bytes: Uint8Array) => object;
}

export interface RpcCodec {
  readonly path: string;
  readonly request: MessageCodec;
  readonly response: MessageCodec;
  readonly isServerStream: boolean;
}

export interface Wire {
  rpc(name: RpcName): RpcCodec;
  /** Of a message of package google.rpc. */
  status(name: 'Status' | 'ErrorInfo' | 'RetryInfo'): MessageCodec;
}

const serviceName = 'spark.connect.SparkConnectService';

/** Parses the schema: a few milliseconds, once a connection. */
export function createWire(protobuf: typeof Protobuf): Wire {
  const options = { keepCase: true };
  const root = protobuf.parse(protoText, options).root;
  const statusRoot = protobuf.parse(statusProtoText, options).root;
  root.resolveAll();
  const service = root.lookupService(serviceName);
  const codecOf = (type: Protobuf.Type): MessageCodec => ({
    encode: (message) => Buffer.from(type.encode(type.fromObject(message)).finish()),
    decode: (bytes) => type.toObject(type.decode(bytes), { longs: Number }),
  });
  const rpcs = new Map<string, RpcCodec>();
  return {
    rpc: (name) => {
      let codec = rpcs.get(name);
      if (codec === undefined) {
        const method = service.methods[name];
        if (method === undefined) throw new Error(`the schema has no call ${name}`);
        codec = {
          path: `/${serviceName}/${name}`,
          request: codecOf(service.lookupType(method.requestType)),
          response: codecOf(service.lookupType(method.responseType)),
          isServerStream: method.responseStream === true,
        };
        rpcs.set(name, codec);
      }
      return codec;
    },
    status: (name) => codecOf(statusRoot.lookupType(`google.rpc.${name}`)),
  };
}
