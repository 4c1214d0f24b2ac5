import { Metadata } from '@grpc/grpc-js';
import type { StatusObject } from '@grpc/grpc-js';
import type { Wire } from '../../adapters/spark/connect/wire.js';
import type { FakeError } from './fake-statement.js';

/** The status of an error as Spark sends it: INTERNAL, with an ErrorInfo in its trailer. */
export function toStatus(wire: Wire, error: FakeError, errorId?: string): Partial<StatusObject> & Error {
  const metadata = new Metadata();
  if (error.isBare !== true) {
    const info = {
      reason: 'org.apache.spark.SparkException',
      domain: 'org.apache.spark',
      metadata: {
        classes: '["java.lang.Exception"]',
        ...(error.errorClass !== undefined && { errorClass: error.errorClass }),
        ...(error.sqlState !== undefined && { sqlState: error.sqlState }),
        ...(error.parameters !== undefined && { messageParameters: JSON.stringify(error.parameters) }),
        ...(errorId !== undefined && { errorId }),
      },
    };
    setDetails(wire, metadata, 'ErrorInfo', info);
  }
  return { name: 'Error', code: error.code ?? 13, details: error.message, message: error.message, metadata };
}

/** A status that asks to come again after a while. */
export function toBusyStatus(wire: Wire, code: number, message: string, ms: number): Partial<StatusObject> & Error {
  const metadata = new Metadata();
  setDetails(wire, metadata, 'RetryInfo', {
    retry_delay: { seconds: Math.floor(ms / 1000), nanos: (ms % 1000) * 1_000_000 },
  });
  return { name: 'Error', code, details: message, message, metadata };
}

function setDetails(wire: Wire, metadata: Metadata, type: 'ErrorInfo' | 'RetryInfo', value: object): void {
  const details = [{ type_url: `type.googleapis.com/google.rpc.${type}`, value: wire.status(type).encode(value) }];
  metadata.set('grpc-status-details-bin', wire.status('Status').encode({ code: 13, details }));
}
