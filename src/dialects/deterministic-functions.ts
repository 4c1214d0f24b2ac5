// Functions and word-like operators that give the same result for the same arguments, whatever the day, the session or
// the machine. A name that is on no list counts as one that does not: sp then runs the SQL every time.

import type { EngineName } from './dialect.js';

const words = (text: string): readonly string[] => text.split(/\s+/).filter((word) => word !== '');

/** Words that can stand before a parenthesis without calling anything. */
export const wordsBeforeParentheses: ReadonlySet<string> = new Set(
  words(`
    all and any array as asc between by case cross cube desc distinct else end escape except exists fetch filter first
    following from full glob group grouping having if ilike in inner intersect interval is join last lateral left like
    limit materialized minus natural not nulls of offset on only or order outer over partition pivot preceding qualify
    range recursive regexp rlike right rollup row rows select semi sets similar some struct table then to unbounded
    union unpivot using values when where window with within
  `),
);

const everywhere = words(`
  abs acos acosh any_value approx_count_distinct array_agg array_length array_to_string ascii asin asinh atan atan2 atanh
  avg bit_and bit_length bit_or bit_xor bool_and bool_or btrim cast cbrt ceil ceiling char char_length character_length
  chr coalesce concat concat_ws contains corr cos cosh cot count count_if covar_pop covar_samp cume_dist date_add
  date_diff date_part date_sub date_trunc datediff decode degrees dense_rank ends_with every exp extract first first_value
  floor format from_unixtime generate_series greatest group_concat hash hex ifnull initcap instr json_array
  json_array_length json_each json_extract json_group_array json_group_object json_keys json_object json_quote
  json_type json_valid lag last last_day last_value lcase lead least left len length ln locate log log10 log2 lower lpad
  ltrim make_date make_timestamp max md5 median min mod mode nth_value ntile nullif nvl octet_length overlay
  percent_rank percentile percentile_cont percentile_disc pi position pow power quantile quarter radians range rank
  regexp_count regexp_extract regexp_extract_all regexp_instr regexp_like regexp_matches regexp_replace regexp_split_to_array
  regexp_substr regr_count regr_intercept regr_r2 regr_slope repeat replace reverse right round row_number rpad rtrim sha1
  sha2 sha256 sha512 sign sin sinh split split_part sqrt starts_with stddev stddev_pop stddev_samp string_agg strpos substr
  substring sum tan tanh to_char to_date to_hex to_number to_timestamp translate trim trunc try_cast typeof ucase unhex
  unnest upper var_pop var_samp variance width_bucket year month day hour minute second
`);

const ofEngine: Readonly<Record<EngineName, readonly string[]>> = {
  sqlite: words(`
    concat_ws date datetime glob iif json json_error_position json_insert json_patch json_pretty json_remove json_replace
    json_set json_tree jsonb jsonb_array jsonb_each jsonb_extract jsonb_group_array jsonb_group_object jsonb_insert
    jsonb_object jsonb_patch jsonb_remove jsonb_replace jsonb_set jsonb_tree julianday like likelihood likely printf quote
    sp_md5 sp_median sp_percentile sp_regexp_match sp_regexp_replace strftime time timediff total unicode unistr
    unistr_quote unixepoch unlikely zeroblob
  `),
  duckdb: words(`
    arg_max arg_min array_contains array_distinct array_sort bar century date_name dayname dayofmonth dayofweek dayofyear
    decade editdist3 entropy epoch epoch_ms even favg filter flatten format fsum geomean greatest_common_divisor
    histogram isfinite isinf isnan isodow isoyear jaccard jaro_similarity jaro_winkler_similarity json_contains
    json_extract_path json_extract_path_text json_extract_string json_merge_patch json_structure json_transform kurtosis
    levenshtein list list_aggregate list_concat list_contains list_distinct list_extract list_filter list_has
    list_reduce list_slice list_sort list_sum list_transform list_unique list_value list_zip mad map map_entries
    map_extract map_keys map_values max_by millennium min_by mismatches monthname nfc_normalize parse_path product
    quantile_cont quantile_disc regexp_full_match regexp_split_to_table row signbit skewness split string_split
    string_to_array strip_accents strlen strftime strptime struct_extract struct_pack suffix sum_no_overflow to_base64
    to_days to_hours to_json to_minutes to_months to_seconds to_weeks to_years try_strptime unicode unpivot_list week
    weekday weekofyear yearweek
  `),
  postgres: words(`
    age array_append array_cat array_position array_remove array_replace array_upper cardinality date div encode factorial
    gcd isfinite json_agg json_array_elements json_array_elements_text json_build_array json_build_object json_each_text
    json_extract_path json_extract_path_text json_object_agg json_strip_nulls json_to_record json_typeof jsonb_agg
    jsonb_array_elements jsonb_array_elements_text jsonb_array_length jsonb_build_array jsonb_build_object jsonb_each
    jsonb_each_text jsonb_extract_path jsonb_extract_path_text jsonb_object_agg jsonb_object_keys jsonb_path_query
    jsonb_set jsonb_strip_nulls jsonb_typeof justify_days justify_hours justify_interval lcm make_interval make_time
    multirange normalize num_nonnulls num_nulls quote_ident quote_literal quote_nullable regexp_match regexp_split_to_table
    regr_avgx regr_avgy regr_sxx regr_sxy regr_syy row row_to_json scale sha224 sha384 string_to_array string_to_table
    timezone to_json to_jsonb unistr xmlagg
  `),
  spark: words(`
    add_months aggregate approx_percentile array array_contains array_distinct array_except array_intersect array_join
    array_max array_min array_position array_remove array_repeat array_sort array_union arrays_overlap arrays_zip base64 bigint
    bin binary bit_count boolean cardinality collect_list collect_set conv crc32 date date_format date_from_unix_date
    dayofmonth dayofweek dayofyear decimal double e element_at elt exists explode explode_outer expm1 factorial find_in_set
    flatten float forall format_number format_string from_csv from_json get get_json_object hypot if inline int isnan
    isnotnull isnull json_object_keys json_tuple kurtosis levenshtein listagg log1p make_interval map map_concat
    map_entries map_filter map_from_arrays map_from_entries map_keys map_values max_by min_by months_between named_struct
    nanvl negative next_day nvl2 parse_json parse_url pmod posexplode positive product regexp reverse rint schema_of_json
    sequence sha shiftleft shiftright size skewness slice smallint sort_array soundex space stack std str_to_map
    string struct substring_index timestamp timestamp_micros timestamp_millis timestamp_seconds timestampadd timestampdiff
    tinyint to_binary to_csv to_json to_timestamp_ntz transform try_add try_divide try_element_at try_multiply
    try_subtract try_to_number try_to_timestamp try_variant_get unbase64 unix_date unix_micros unix_millis unix_seconds
    variant_get weekday weekofyear xpath xxhash64 zip_with
  `),
};

const sets = new Map<EngineName, ReadonlySet<string>>();

export function deterministicFunctions(engine: EngineName): ReadonlySet<string> {
  let found = sets.get(engine);
  if (found === undefined) sets.set(engine, (found = new Set([...everywhere, ...ofEngine[engine]])));
  return found;
}

/** Words that give the time or the user without parentheses. */
export const volatileWords: ReadonlySet<string> = new Set(
  words(`
    current_catalog current_database current_date current_role current_schema current_time current_timestamp current_user
    localtime localtimestamp session_user sysdate system_user systimestamp
  `),
);

/** Texts that a cast or a function reads as the time of the clock, or by the machine's time zone. */
export const volatileTexts: Readonly<Record<EngineName, ReadonlySet<string>>> = {
  sqlite: new Set(['now', 'localtime', 'utc']),
  duckdb: new Set(['now', 'today', 'current_date', 'current_timestamp']),
  postgres: new Set(['now', 'today', 'tomorrow', 'yesterday', 'allballs']),
  spark: new Set(['now', 'today', 'tomorrow', 'yesterday']),
};

/** Functions that mean "now" when they are given no more than so many arguments. */
export const clockArity: Readonly<Record<EngineName, Readonly<Record<string, number>>>> = {
  sqlite: { date: 0, time: 0, datetime: 0, julianday: 0, unixepoch: 0, strftime: 1 },
  duckdb: {},
  postgres: { age: 1 },
  spark: {},
};

/** In the arguments of these `from` is a word of the call, not a clause. */
export const callsWithFrom: ReadonlySet<string> = new Set(words('extract overlay substr substring trim'));
