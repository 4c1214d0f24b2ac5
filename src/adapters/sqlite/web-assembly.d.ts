// The few members of WebAssembly that `sp` uses; @types/node 20 does not declare them and lib.dom is not loaded.

declare namespace WebAssembly {
  interface Module {
    readonly __kind?: 'module';
  }
  interface Instance {
    readonly exports: Readonly<Record<string, unknown>>;
  }
  type Imports = Record<string, Record<string, unknown>>;
  const Module: new (bytes: Uint8Array) => Module;
  const Instance: new (module: Module, imports: Imports) => Instance;
  class Memory {
    readonly buffer: ArrayBuffer;
  }
  function compile(bytes: Uint8Array): Promise<Module>;
}
