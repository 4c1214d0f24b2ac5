import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';

/** A network between client and server that can fail: `cut` breaks what is open, `stall` lets nothing through any more. */
export class CuttingProxy {
  readonly #sockets = new Set<Socket>();
  #isDead = false;

  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  static async start(target: { readonly host: string; readonly port: number }): Promise<CuttingProxy> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const proxy = new CuttingProxy(server, (server.address() as AddressInfo).port);
    server.on('connection', (near) => {
      if (proxy.#isDead) {
        proxy.#sockets.add(near.on('error', () => {}));
        return;
      }
      const far = connect(target);
      near.pipe(far);
      far.pipe(near);
      for (const [socket, other] of [
        [near, far],
        [far, near],
      ] as const) {
        proxy.#sockets.add(socket);
        socket.on('error', () => {});
        socket.on('close', () => {
          proxy.#sockets.delete(socket);
          other.destroy();
        });
      }
    });
    return proxy;
  }

  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Open connections, without a word to their ends; new ones too, unless `onlyOpen`. */
  stall(onlyOpen = false): void {
    this.#isDead = !onlyOpen;
    for (const socket of this.#sockets) {
      socket.unpipe();
      socket.pause();
    }
  }

  stop(): void {
    this.cut();
    this.server.close();
  }
}
