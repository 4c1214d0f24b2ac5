/** Where a Spark Connect endpoint is and how to speak to it. `parseSparkRemote` makes it of a `sc://` URL. */
export interface SparkConnectOptions {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  /** Sent as `authorization: Bearer …`: over TLS, to this machine itself, or anywhere with `insecureToken`. */
  readonly token?: string;
  readonly insecureToken?: boolean;
  /** PEM text: authorities to trust in place of the system's; the client's own certificate and key. */
  readonly ca?: Uint8Array;
  readonly cert?: Uint8Array;
  readonly key?: Uint8Array;
  readonly userId?: string;
  /** A UUID; random when it is absent. */
  readonly sessionId?: string;
  readonly userAgent?: string;
  /** Further metadata of every call, e.g. `x-databricks-cluster-id`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Of one message, both ways; 128 MiB when absent. */
  readonly maxMessageBytes?: number;
  /** Set once when the session opens, on top of what the client itself needs. */
  readonly confs?: Readonly<Record<string, string>>;
  /** 15 s when absent. */
  readonly connectTimeoutMs?: number;
  /** How long a call is tried again while the endpoint cannot be reached; 8 s when absent. */
  readonly retryForMs?: number;
  /** A stream that is silent for so long is checked, and attached to again; 20 s when absent. */
  readonly silenceMs?: number;
  /** What that check may take; 10 s when absent. */
  readonly probeMs?: number;
}
