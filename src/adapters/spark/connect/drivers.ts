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

/** How each package is loaded. */
export type DriverImports = { readonly [Name in keyof SparkDrivers]: () => Promise<SparkDrivers[Name]> };

const ownImports: DriverImports = {
  grpc: () => import('@grpc/grpc-js'),
  arrow: () => import('apache-arrow'),
  protobuf: async () => (await import('protobufjs')).default,
};
const packageNames = { grpc: '@grpc/grpc-js', arrow: 'apache-arrow', protobuf: 'protobufjs' } as const;

/** @throws SparkError of kind `not-installed` that names all the packages that are missing. */
export async function loadDrivers(imports: DriverImports = ownImports): Promise<SparkDrivers> {
  const [grpc, arrow, protobuf] = await Promise.allSettled([imports.grpc(), imports.arrow(), imports.protobuf()]);
  if (grpc.status === 'fulfilled' && arrow.status === 'fulfilled' && protobuf.status === 'fulfilled') {
    return { grpc: grpc.value, arrow: arrow.value, protobuf: protobuf.value };
  }
  const missing: string[] = [];
  for (const [key, result] of Object.entries({ grpc, arrow, protobuf })) {
    if (result.status === 'fulfilled') continue;
    if (!isNotFound(result.reason)) throw result.reason;
    missing.push(packageNames[key as keyof SparkDrivers]);
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
