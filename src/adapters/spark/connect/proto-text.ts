/**
 * The part of the Spark Connect protocol that SQL needs, in our words: names, numbers and types are facts of the protocol
 * (Spark 3.5 to 4.3), everything else of the official schema is left out and skipped on the wire.
 */
export const protoText = `
syntax = "proto3";
package spark.connect;

service SparkConnectService {
  rpc ExecutePlan(ExecutePlanRequest) returns (stream ExecutePlanResponse);
  rpc AnalyzePlan(AnalyzePlanRequest) returns (AnalyzePlanResponse);
  rpc Config(ConfigRequest) returns (ConfigResponse);
  rpc Interrupt(InterruptRequest) returns (InterruptResponse);
  rpc ReattachExecute(ReattachExecuteRequest) returns (stream ExecutePlanResponse);
  rpc ReleaseExecute(ReleaseExecuteRequest) returns (ReleaseExecuteResponse);
  rpc ReleaseSession(ReleaseSessionRequest) returns (ReleaseSessionResponse);
  rpc FetchErrorDetails(FetchErrorDetailsRequest) returns (FetchErrorDetailsResponse);
}

message UserContext { string user_id = 1; string user_name = 2; }

message Plan { oneof op_type { Relation root = 1; Command command = 2; } }

message Relation {
  oneof rel_type {
    Limit limit = 8;
    SQL sql = 10;
    LocalRelation local_relation = 11;
    SubqueryAlias subquery_alias = 16;
    WithRelations with_relations = 41;
  }
}
message SQL { string query = 1; }
message Limit { Relation input = 1; int32 limit = 2; }
message LocalRelation { optional bytes data = 1; optional string schema = 2; }
message SubqueryAlias { Relation input = 1; string alias = 2; }
message WithRelations { Relation root = 1; repeated Relation references = 2; }

message Command {
  oneof command_type { CreateDataFrameViewCommand create_dataframe_view = 3; SqlCommand sql_command = 5; }
}
message SqlCommand { string sql = 1; Relation input = 6; }
message CreateDataFrameViewCommand { Relation input = 1; string name = 2; bool is_global = 3; bool replace = 4; }

message ExecutePlanRequest {
  string session_id = 1;
  UserContext user_context = 2;
  Plan plan = 3;
  optional string client_type = 4;
  repeated RequestOption request_options = 5;
  optional string operation_id = 6;
  repeated string tags = 7;
  optional string client_observed_server_side_session_id = 8;
  message RequestOption { oneof request_option { ReattachOptions reattach_options = 1; } }
}
message ReattachOptions { bool reattachable = 1; }

message ExecutePlanResponse {
  string session_id = 1;
  string server_side_session_id = 15;
  string operation_id = 12;
  string response_id = 13;
  DataType schema = 7;
  oneof response_type {
    ArrowBatch arrow_batch = 2;
    SqlCommandResult sql_command_result = 5;
    ResultComplete result_complete = 14;
    ExecutionProgress execution_progress = 18;
  }
  message ArrowBatch { int64 row_count = 1; bytes data = 2; optional int64 start_offset = 3; }
  message SqlCommandResult { Relation relation = 1; }
  message ResultComplete {}
  message ExecutionProgress {
    repeated StageInfo stages = 1;
    int64 num_inflight_tasks = 2;
    message StageInfo {
      int64 stage_id = 1;
      int64 num_tasks = 2;
      int64 num_completed_tasks = 3;
      int64 input_bytes_read = 4;
      bool done = 5;
    }
  }
}

message ReattachExecuteRequest {
  string session_id = 1;
  UserContext user_context = 2;
  string operation_id = 3;
  optional string client_type = 4;
  optional string last_response_id = 5;
  optional string client_observed_server_side_session_id = 6;
}

message ReleaseExecuteRequest {
  string session_id = 1;
  UserContext user_context = 2;
  string operation_id = 3;
  optional string client_type = 4;
  oneof release { ReleaseAll release_all = 5; }
  message ReleaseAll {}
}
message ReleaseExecuteResponse { string session_id = 1; optional string operation_id = 2; string server_side_session_id = 3; }

message InterruptRequest {
  string session_id = 1;
  UserContext user_context = 2;
  optional string client_type = 3;
  InterruptType interrupt_type = 4;
  oneof interrupt { string operation_tag = 5; string operation_id = 6; }
  enum InterruptType {
    INTERRUPT_TYPE_UNSPECIFIED = 0;
    INTERRUPT_TYPE_ALL = 1;
    INTERRUPT_TYPE_TAG = 2;
    INTERRUPT_TYPE_OPERATION_ID = 3;
  }
}
message InterruptResponse { string session_id = 1; repeated string interrupted_ids = 2; string server_side_session_id = 3; }

message ReleaseSessionRequest {
  string session_id = 1;
  UserContext user_context = 2;
  optional string client_type = 3;
  bool allow_reconnect = 4;
}
message ReleaseSessionResponse { string session_id = 1; string server_side_session_id = 2; }

message KeyValue { string key = 1; optional string value = 2; }
message ConfigRequest {
  string session_id = 1;
  UserContext user_context = 2;
  Operation operation = 3;
  optional string client_type = 4;
  message Operation { oneof op_type { Set set = 1; Get get = 2; } }
  message Set { repeated KeyValue pairs = 1; }
  message Get { repeated string keys = 1; }
}
message ConfigResponse {
  string session_id = 1;
  repeated KeyValue pairs = 2;
  repeated string warnings = 3;
  string server_side_session_id = 4;
}

message AnalyzePlanRequest {
  string session_id = 1;
  UserContext user_context = 2;
  optional string client_type = 3;
  oneof analyze { Schema schema = 4; SparkVersion spark_version = 10; }
  message Schema { Plan plan = 1; }
  message SparkVersion {}
}
message AnalyzePlanResponse {
  string session_id = 1;
  string server_side_session_id = 15;
  oneof result { Schema schema = 2; SparkVersion spark_version = 8; }
  message Schema { DataType schema = 1; }
  message SparkVersion { string version = 1; }
}

message FetchErrorDetailsRequest {
  string session_id = 1;
  UserContext user_context = 2;
  string error_id = 3;
  optional string client_type = 4;
}
message FetchErrorDetailsResponse {
  optional int32 root_error_idx = 1;
  repeated Error errors = 2;
  string server_side_session_id = 3;
  string session_id = 4;
  message Error {
    repeated string error_type_hierarchy = 1;
    string message = 2;
    optional int32 cause_idx = 4;
    optional SparkThrowable spark_throwable = 5;
  }
  message SparkThrowable {
    optional string error_class = 1;
    map<string, string> message_parameters = 2;
    repeated QueryContext query_contexts = 3;
    optional string sql_state = 4;
  }
  message QueryContext {
    string object_type = 1;
    string object_name = 2;
    int32 start_index = 3;
    int32 stop_index = 4;
    string fragment = 5;
    ContextType context_type = 10;
    enum ContextType { SQL = 0; DATAFRAME = 1; }
  }
}

message DataType {
  oneof kind {
    Plain null = 1;
    Plain binary = 2;
    Plain boolean = 3;
    Plain byte = 4;
    Plain short = 5;
    Plain integer = 6;
    Plain long = 7;
    Plain float = 8;
    Plain double = 9;
    Decimal decimal = 10;
    String string = 11;
    Char char = 12;
    VarChar var_char = 13;
    Plain date = 14;
    Plain timestamp = 15;
    Plain timestamp_ntz = 16;
    Plain calendar_interval = 17;
    Interval year_month_interval = 18;
    Interval day_time_interval = 19;
    Array array = 20;
    Struct struct = 21;
    Map map = 22;
    Udt udt = 23;
    Unparsed unparsed = 24;
    Plain variant = 25;
    Plain geometry = 26;
    Plain geography = 27;
    Plain time = 28;
    Plain timestamp_ntz_nanos = 29;
    Plain timestamp_ltz_nanos = 30;
  }
  message Plain {}
  message Interval { optional int32 start_field = 1; optional int32 end_field = 2; }
  message Decimal { optional int32 scale = 1; optional int32 precision = 2; }
  message String { uint32 type_variation_reference = 1; string collation = 2; }
  message Char { int32 length = 1; }
  message VarChar { int32 length = 1; }
  message StructField { string name = 1; DataType data_type = 2; bool nullable = 3; optional string metadata = 4; }
  message Struct { repeated StructField fields = 1; }
  message Array { DataType element_type = 1; bool contains_null = 2; }
  message Map { DataType key_type = 1; DataType value_type = 2; bool value_contains_null = 3; }
  message Udt { string type = 1; }
  message Unparsed { string data_type_string = 1; }
}
`;

/** Google's envelope of an error's details, which comes in the trailer `grpc-status-details-bin`. */
export const statusProtoText = `
syntax = "proto3";
package google.rpc;

message Any { string type_url = 1; bytes value = 2; }
message Status { int32 code = 1; string message = 2; repeated Any details = 3; }
message ErrorInfo { string reason = 1; string domain = 2; map<string, string> metadata = 3; }
message RetryInfo { Duration retry_delay = 1; }
message Duration { int64 seconds = 1; int32 nanos = 2; }
`;
