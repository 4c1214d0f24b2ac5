import type { Metadata } from '@grpc/grpc-js';
import { readMessage } from './read-message.js';
import type { Wire } from './wire.js';

/** Numbers of gRPC's status codes that mean something here. */
export const grpcCode = {
  cancelled: 1,
  unknown: 2,
  deadlineExceeded: 4,
  permissionDenied: 7,
  resourceExhausted: 8,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
  unauthenticated: 16,
} as const;

/** How a call failed: gRPC's status and what the server's trailer says about it. */
export interface GrpcFailure {
  readonly code: number;
  /** The status's text: of a Spark error the message, maybe shortened, with its plan. */
  readonly message: string;
  readonly errorClass?: string;
  readonly sqlState?: string;
  readonly messageParameters?: Readonly<Record<string, string>>;
  /** To ask FetchErrorDetails with. */
  readonly errorId?: string;
  /** The server asks to try again, after so long. */
  readonly retryDelayMs?: number;
  /** The server said something about the error: it is Spark's, not the network's. */
  readonly fromSpark: boolean;
}

interface Status {
  readonly details?: readonly { readonly type_url?: string; readonly value?: Uint8Array }[];
}
interface ErrorInfo {
  readonly metadata?: Readonly<Record<string, string>>;
}
interface RetryInfo {
  readonly retry_delay?: { readonly seconds?: number; readonly nanos?: number };
}

/** Undefined for errors that are not gRPC's: those are bugs. */
export function readGrpcFailure(error: unknown, wire: Wire): GrpcFailure | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'number') return undefined;
  const message = 'details' in error && typeof error.details === 'string' ? error.details : error.message;
  const bare: GrpcFailure = { code: error.code, message, fromSpark: false };
  const trailer = 'metadata' in error ? (error.metadata as Metadata).get('grpc-status-details-bin')[0] : undefined;
  if (!(trailer instanceof Uint8Array)) return bare;
  try {
    const failure = { ...bare, ...readDetails(trailer, wire) };
    const written = failure.fromSpark ? readMessage(message).errorClass : undefined; // 3.5 writes it nowhere else.
    return written === undefined ? failure : { errorClass: written, ...failure };
  } catch {
    return bare; // A proxy's own trailer; the status says enough.
  }
}

function readDetails(trailer: Uint8Array, wire: Wire): Partial<GrpcFailure> {
  const status = wire.status('Status').decode(trailer) as Status;
  let details: Partial<GrpcFailure> = {};
  for (const { type_url: url = '', value = new Uint8Array() } of status.details ?? []) {
    if (url.endsWith('/google.rpc.ErrorInfo')) {
      const { metadata = {} } = wire.status('ErrorInfo').decode(value) as ErrorInfo;
      const { errorClass, sqlState, errorId, messageParameters } = metadata;
      const parameters = parseParameters(messageParameters);
      details = {
        ...details,
        fromSpark: true,
        ...(errorClass && { errorClass }),
        ...(sqlState && { sqlState }),
        ...(errorId && { errorId }),
        ...(parameters && { messageParameters: parameters }),
      };
    } else if (url.endsWith('/google.rpc.RetryInfo')) {
      const { retry_delay: delay = {} } = wire.status('RetryInfo').decode(value) as RetryInfo;
      details = { ...details, retryDelayMs: (delay.seconds ?? 0) * 1000 + (delay.nanos ?? 0) / 1e6 };
    }
  }
  return details;
}

function parseParameters(text: string | undefined): Readonly<Record<string, string>> | undefined {
  if (!text) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, string>) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Whether the call may succeed when it is made again, or its statement be attached to again: the network or a proxy let
 * go of it, the server is not there at present, or it asks for it.
 */
export function isTransient(failure: GrpcFailure): boolean {
  if (failure.retryDelayMs !== undefined) return true;
  if (failure.errorClass === 'INVALID_CURSOR.DISCONNECTED') return true;
  if (failure.fromSpark) return false;
  switch (failure.code) {
    case grpcCode.unavailable:
    case grpcCode.deadlineExceeded:
    case grpcCode.cancelled:
      return true;
    case grpcCode.internal:
      return /RST_STREAM|INVALID_CURSOR\.DISCONNECTED|socket hang up|ECONNRESET/.test(failure.message);
    default:
      return false;
  }
}
