import type { ServiceDefinition } from '@grpc/grpc-js';
import type { RpcName } from '../../adapters/spark/connect/messages.js';
import type { Wire } from '../../adapters/spark/connect/wire.js';

/** The server's side of the calls. */
export function defineService(wire: Wire, names: readonly RpcName[]): ServiceDefinition {
  return Object.fromEntries(
    names.map((name) => {
      const { path, request, response, isServerStream } = wire.rpc(name);
      const method = {
        path,
        requestStream: false,
        responseStream: isServerStream,
        requestSerialize: request.encode,
        requestDeserialize: request.decode,
        responseSerialize: response.encode,
        responseDeserialize: response.decode,
      };
      return [name, method];
    }),
  );
}
