import type * as Grpc from '@grpc/grpc-js';
import type * as Arrow from 'apache-arrow';
import type Protobuf from 'protobufjs';
import { SparkError } from './spark-error.js';

/** The packages that the client needs, optional to install and loaded on first use. */
export interface SparkDrivers {
  readonly grpc: typeof Grpc;
  readonly arrow: typeof Arrow;
  readonly protobuf: typeof Protobuf;
}

let loaded: Promise<SparkDrivers> | undefined;

/** @throws SparkError of kind `not-installed` that names all the packages that are missing. */
export async function loadDrivers(): Promise<SparkDrivers> {
  loaded ??= importDrivers();
  return loaded.catch((error: unknown) => {
    loaded = undefined;
    throw error;
  });
}

async function importDrivers(): Promise<SparkDrivers> {
  const [grpc, arrow, protobuf] = await Promise.allSettled([
    import('@grpc/grpc-js'),
    import('apache-arrow'),
    import('protobufjs'),
  ]);
  if (grpc.status === 'fulfilled' && arrow.status === 'fulfilled' && protobuf.status === 'fulfilled') {
    return { grpc: grpc.value, arrow: arrow.value, protobuf: protobuf.value.default };
  }
  const missing: string[] = [];
  for (const [name, result] of [
    ['@grpc/grpc-js', grpc],
    ['apache-arrow', arrow],
    ['protobufjs', protobuf],
  ] as const) {
    if (result.status === 'fulfilled') continue;
    if (!isNotFound(result.reason)) throw result.reason;
    missing.push(name);
  }
  const names = missing.join(', ');
  throw new SparkError(
    'not-installed',
    missing.length === 1 ? `the package ${names} is not installed` : `the packages ${names} are not installed`,
    { missingPackages: missing },
  );
}

function isNotFound(reason: unknown): boolean {
  return reason instanceof Error && 'code' in reason && reason.code === 'ERR_MODULE_NOT_FOUND';
}
