// The messages of `proto-text.ts` as they are after decoding: plain objects, a field that was not sent is absent, and so is
// one that holds its type's zero.

export interface UserContext {
  readonly user_id: string;
}

export interface Plan {
  readonly root?: Relation;
  readonly command?: {
    readonly sql_command?: { readonly sql?: string; readonly input?: Relation };
    readonly create_dataframe_view?: { readonly input: Relation; readonly name: string; readonly replace: boolean };
  };
}

export interface Relation {
  readonly limit?: { readonly input: Relation; readonly limit: number };
  readonly sql?: { readonly query?: string };
  readonly local_relation?: { readonly data?: Uint8Array; readonly schema?: string };
  readonly subquery_alias?: { readonly input: Relation; readonly alias: string };
  readonly with_relations?: { readonly root: Relation; readonly references: readonly Relation[] };
}

/** What every request says about its session; `SparkLink` fills it in. */
export interface SessionFields {
  readonly session_id: string;
  readonly user_context: UserContext;
  readonly client_type: string;
}

export interface ExecutePlanRequest {
  readonly plan: Plan;
  readonly operation_id: string;
  readonly request_options: readonly { readonly reattach_options: { readonly reattachable: boolean } }[];
  readonly client_observed_server_side_session_id?: string;
}

export interface StageInfo {
  readonly stage_id?: number;
  readonly num_tasks?: number;
  readonly num_completed_tasks?: number;
  readonly input_bytes_read?: number;
  readonly done?: boolean;
}

export interface ExecutionProgress {
  readonly stages?: readonly StageInfo[];
  readonly num_inflight_tasks?: number;
}

interface FromServer {
  readonly session_id?: string;
  /** Changes when the server restarts. */
  readonly server_side_session_id?: string;
}

export interface ExecutePlanResponse extends FromServer {
  readonly operation_id?: string;
  readonly response_id?: string;
  readonly schema?: DataType;
  readonly arrow_batch?: { readonly row_count?: number; readonly data?: Uint8Array; readonly start_offset?: number };
  readonly sql_command_result?: { readonly relation?: Relation };
  readonly result_complete?: object;
  readonly execution_progress?: ExecutionProgress;
}

export interface ReattachExecuteRequest {
  readonly operation_id: string;
  readonly last_response_id?: string;
  readonly client_observed_server_side_session_id?: string;
}

export interface ReleaseExecuteRequest {
  readonly operation_id: string;
  readonly release_all: object;
}

export const interruptType = { all: 1, operation: 3 } as const;

export interface InterruptRequest {
  readonly interrupt_type: number;
  readonly operation_id?: string;
}

export interface InterruptResponse extends FromServer {
  readonly interrupted_ids?: readonly string[];
}

export interface KeyValue {
  readonly key: string;
  readonly value?: string;
}

export interface ConfigRequest {
  readonly operation: {
    readonly set?: { readonly pairs: readonly KeyValue[] };
    readonly get?: { readonly keys: readonly string[] };
  };
}

export interface ConfigResponse extends FromServer {
  readonly pairs?: readonly KeyValue[];
  readonly warnings?: readonly string[];
}

export interface AnalyzePlanRequest {
  readonly schema?: { readonly plan: Plan };
  readonly spark_version?: object;
}

export interface AnalyzePlanResponse extends FromServer {
  readonly schema?: { readonly schema?: DataType };
  readonly spark_version?: { readonly version?: string };
}

export interface FetchErrorDetailsRequest {
  readonly error_id: string;
}

export interface ErrorQueryContext {
  /** Code points into the statement, `stop_index` included. */
  readonly start_index?: number;
  readonly stop_index?: number;
  readonly fragment?: string;
  readonly object_type?: string;
  readonly context_type?: number;
}

export interface RemoteError {
  readonly message?: string;
  readonly cause_idx?: number;
  readonly spark_throwable?: {
    readonly error_class?: string;
    readonly sql_state?: string;
    readonly message_parameters?: Readonly<Record<string, string>>;
    readonly query_contexts?: readonly ErrorQueryContext[];
  };
}

export interface FetchErrorDetailsResponse extends FromServer {
  readonly root_error_idx?: number;
  readonly errors?: readonly RemoteError[];
}

export interface StructField {
  readonly name?: string;
  readonly data_type?: DataType;
  readonly nullable?: boolean;
  readonly metadata?: string;
}

interface IntervalType {
  readonly start_field?: number;
  readonly end_field?: number;
}

/** One of the fields is there; types without parameters are empty objects. */
export interface DataType {
  readonly null?: object;
  readonly binary?: object;
  readonly boolean?: object;
  readonly byte?: object;
  readonly short?: object;
  readonly integer?: object;
  readonly long?: object;
  readonly float?: object;
  readonly double?: object;
  readonly decimal?: { readonly scale?: number; readonly precision?: number };
  readonly string?: { readonly collation?: string };
  readonly char?: { readonly length?: number };
  readonly var_char?: { readonly length?: number };
  readonly date?: object;
  readonly timestamp?: object;
  readonly timestamp_ntz?: object;
  readonly calendar_interval?: object;
  readonly year_month_interval?: IntervalType;
  readonly day_time_interval?: IntervalType;
  readonly array?: { readonly element_type?: DataType };
  readonly struct?: { readonly fields?: readonly StructField[] };
  readonly map?: { readonly key_type?: DataType; readonly value_type?: DataType };
  readonly udt?: { readonly type?: string };
  readonly unparsed?: { readonly data_type_string?: string };
  readonly variant?: object;
  readonly geometry?: object;
  readonly geography?: object;
  readonly time?: object;
  readonly timestamp_ntz_nanos?: object;
  readonly timestamp_ltz_nanos?: object;
}

interface Rpc<Request, Response> {
  readonly request: Request;
  readonly response: Response;
}

/** Each call's messages; a request's session fields come from the link. */
export interface UnaryRpcs {
  readonly AnalyzePlan: Rpc<AnalyzePlanRequest, AnalyzePlanResponse>;
  readonly Config: Rpc<ConfigRequest, ConfigResponse>;
  readonly Interrupt: Rpc<InterruptRequest, InterruptResponse>;
  readonly ReleaseExecute: Rpc<ReleaseExecuteRequest, FromServer>;
  readonly ReleaseSession: Rpc<object, FromServer>;
  readonly FetchErrorDetails: Rpc<FetchErrorDetailsRequest, FetchErrorDetailsResponse>;
}

export interface StreamRpcs {
  readonly ExecutePlan: Rpc<ExecutePlanRequest, ExecutePlanResponse>;
  readonly ReattachExecute: Rpc<ReattachExecuteRequest, ExecutePlanResponse>;
}

export type RpcName = keyof UnaryRpcs | keyof StreamRpcs;
