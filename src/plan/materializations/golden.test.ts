// The statements of every strategy on every engine, as they are run: `apply` where tables are changed, `preview` on Spark,
// where the result takes the table's place.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { EngineName } from '../../dialects/dialect.js';
import { getDialect } from '../../dialects/get-dialect.js';
import type { IncrementalConfig } from '../../manifest/manifest.js';
import { incrementalDefaults, snapshotDefaults } from '../../testing/change-laws.js';
import { buildChange } from './build-change.js';
import { buildSnapshot } from './build-snapshot.js';

type Golden = Readonly<Record<EngineName, string>>;

const engines: readonly EngineName[] = ['sqlite', 'duckdb', 'postgres', 'spark'];
const owner = {
  id: 'model.shop.m',
  name: 'm',
  place: { file: { path: 'm.sql', text: '' }, start: { line: 1, column: 1 } },
};

const configs: Readonly<Record<string, Partial<IncrementalConfig>>> = {
  append: {},
  'delete+insert': {
    strategy: 'delete+insert',
    uniqueKey: ['k', 'lower(v)'],
    predicates: ['DBT_INTERNAL_DEST.k > 0'],
  },
  merge: { strategy: 'merge', uniqueKey: ['k'] },
  insert_overwrite: { strategy: 'insert_overwrite', partitionBy: 'v' },
  microbatch: { strategy: 'microbatch', batch: { eventTime: 'v', begin: '2024-09-01', size: 'day', lookback: 1 } },
  append_new_columns: { onSchemaChange: 'append_new_columns' },
};

const changes: Readonly<Record<string, Golden>> = {
  append: {
    sqlite: `insert into "m" (\`k\`, \`v\`)
select DBT_INTERNAL_SOURCE.\`k\` as "k", DBT_INTERNAL_SOURCE.\`v\` as "v"
from "m__sp_batch" as DBT_INTERNAL_SOURCE`,
    duckdb: `insert into "main"."m" ("k", "v")
select DBT_INTERNAL_SOURCE."k" as "k", DBT_INTERNAL_SOURCE."v" as "v"
from "main"."m__sp_batch" as DBT_INTERNAL_SOURCE`,
    postgres: `insert into "public"."m" ("k", "v")
select DBT_INTERNAL_SOURCE."k" as "k", DBT_INTERNAL_SOURCE."v" as "v"
from "public"."m__sp_batch" as DBT_INTERNAL_SOURCE`,
    spark: `select DBT_INTERNAL_DEST.\`k\` as \`k\`, DBT_INTERNAL_DEST.\`v\` as \`v\`
from \`default\`.\`m\` as DBT_INTERNAL_DEST
union all
select DBT_INTERNAL_SOURCE.\`k\` as \`k\`, DBT_INTERNAL_SOURCE.\`v\` as \`v\`
from \`default\`.\`m__sp_batch\` as DBT_INTERNAL_SOURCE`,
  },
  'delete+insert': {
    sqlite: `delete from "m" as DBT_INTERNAL_DEST
where (DBT_INTERNAL_DEST.\`k\`, (lower(v))) in (select DBT_INTERNAL_SOURCE.\`k\`, (lower(v)) from "m__sp_batch" as DBT_INTERNAL_SOURCE) and (DBT_INTERNAL_DEST.k > 0);
insert into "m" (\`k\`, \`v\`)
select DBT_INTERNAL_SOURCE.\`k\` as "k", DBT_INTERNAL_SOURCE.\`v\` as "v"
from "m__sp_batch" as DBT_INTERNAL_SOURCE`,
    duckdb: `delete from "main"."m" as DBT_INTERNAL_DEST
where (DBT_INTERNAL_DEST."k", (lower(v))) in (select DBT_INTERNAL_SOURCE."k", (lower(v)) from "main"."m__sp_batch" as DBT_INTERNAL_SOURCE) and (DBT_INTERNAL_DEST.k > 0);
insert into "main"."m" ("k", "v")
select DBT_INTERNAL_SOURCE."k" as "k", DBT_INTERNAL_SOURCE."v" as "v"
from "main"."m__sp_batch" as DBT_INTERNAL_SOURCE`,
    postgres: `delete from "public"."m" as DBT_INTERNAL_DEST
where (DBT_INTERNAL_DEST."k", (lower(v))) in (select DBT_INTERNAL_SOURCE."k", (lower(v)) from "public"."m__sp_batch" as DBT_INTERNAL_SOURCE) and (DBT_INTERNAL_DEST.k > 0);
insert into "public"."m" ("k", "v")
select DBT_INTERNAL_SOURCE."k" as "k", DBT_INTERNAL_SOURCE."v" as "v"
from "public"."m__sp_batch" as DBT_INTERNAL_SOURCE`,
    spark: `select DBT_INTERNAL_DEST.\`k\` as \`k\`, DBT_INTERNAL_DEST.\`v\` as \`v\`
from \`default\`.\`m\` as DBT_INTERNAL_DEST
left join (select \`k\` as sp_key_1, (lower(v)) as sp_key_2, 1 as sp_found from \`default\`.\`m__sp_batch\`) as sp_keys_1 on DBT_INTERNAL_DEST.\`k\` = sp_keys_1.sp_key_1 and (lower(v)) = sp_keys_1.sp_key_2 and (DBT_INTERNAL_DEST.k > 0)
where sp_keys_1.sp_found is null
union all
select DBT_INTERNAL_SOURCE.\`k\` as \`k\`, DBT_INTERNAL_SOURCE.\`v\` as \`v\`
from \`default\`.\`m__sp_batch\` as DBT_INTERNAL_SOURCE`,
  },
  merge: {
    sqlite: `insert into "m" (\`k\`, \`v\`)
select DBT_INTERNAL_SOURCE.\`k\` as "k", DBT_INTERNAL_SOURCE.\`v\` as "v"
from "m__sp_batch" as DBT_INTERNAL_SOURCE
left join "m" as DBT_INTERNAL_DEST on DBT_INTERNAL_DEST.\`k\` = DBT_INTERNAL_SOURCE.\`k\`
where DBT_INTERNAL_DEST.\`k\` is null;
update "m" as DBT_INTERNAL_DEST set \`v\` = DBT_INTERNAL_SOURCE.\`v\`
from "m__sp_batch" as DBT_INTERNAL_SOURCE
where DBT_INTERNAL_DEST.\`k\` = DBT_INTERNAL_SOURCE.\`k\``,
    duckdb: `merge into "main"."m" as DBT_INTERNAL_DEST
using "main"."m__sp_batch" as DBT_INTERNAL_SOURCE
on DBT_INTERNAL_DEST."k" = DBT_INTERNAL_SOURCE."k"
when matched then update set "v" = DBT_INTERNAL_SOURCE."v"
when not matched then insert ("k", "v") values (DBT_INTERNAL_SOURCE."k", DBT_INTERNAL_SOURCE."v")`,
    postgres: `merge into "public"."m" as DBT_INTERNAL_DEST
using "public"."m__sp_batch" as DBT_INTERNAL_SOURCE
on DBT_INTERNAL_DEST."k" = DBT_INTERNAL_SOURCE."k"
when matched then update set "v" = DBT_INTERNAL_SOURCE."v"
when not matched then insert ("k", "v") values (DBT_INTERNAL_SOURCE."k", DBT_INTERNAL_SOURCE."v")`,
    spark: `select DBT_INTERNAL_DEST.\`k\` as \`k\`, case when DBT_INTERNAL_SOURCE.\`k\` is null then DBT_INTERNAL_DEST.\`v\` else DBT_INTERNAL_SOURCE.\`v\` end as \`v\`
from \`default\`.\`m\` as DBT_INTERNAL_DEST
left join \`default\`.\`m__sp_batch\` as DBT_INTERNAL_SOURCE on DBT_INTERNAL_DEST.\`k\` = DBT_INTERNAL_SOURCE.\`k\`
union all
select DBT_INTERNAL_SOURCE.\`k\` as \`k\`, DBT_INTERNAL_SOURCE.\`v\` as \`v\`
from \`default\`.\`m__sp_batch\` as DBT_INTERNAL_SOURCE
left join \`default\`.\`m\` as DBT_INTERNAL_DEST on DBT_INTERNAL_DEST.\`k\` = DBT_INTERNAL_SOURCE.\`k\`
where DBT_INTERNAL_DEST.\`k\` is null`,
  },
  insert_overwrite: {
    sqlite: `delete from "m" as DBT_INTERNAL_DEST
where (DBT_INTERNAL_DEST.\`v\` in (select DBT_INTERNAL_SOURCE.\`v\` from "m__sp_batch" as DBT_INTERNAL_SOURCE) or (DBT_INTERNAL_DEST.\`v\` is null and exists (select 1 from "m__sp_batch" as DBT_INTERNAL_SOURCE where DBT_INTERNAL_SOURCE.\`v\` is null)));
insert into "m" (\`k\`, \`v\`)
select DBT_INTERNAL_SOURCE.\`k\` as "k", DBT_INTERNAL_SOURCE.\`v\` as "v"
from "m__sp_batch" as DBT_INTERNAL_SOURCE`,
    duckdb: `delete from "main"."m" as DBT_INTERNAL_DEST
where (DBT_INTERNAL_DEST."v" in (select DBT_INTERNAL_SOURCE."v" from "main"."m__sp_batch" as DBT_INTERNAL_SOURCE) or (DBT_INTERNAL_DEST."v" is null and exists (select 1 from "main"."m__sp_batch" as DBT_INTERNAL_SOURCE where DBT_INTERNAL_SOURCE."v" is null)));
insert into "main"."m" ("k", "v")
select DBT_INTERNAL_SOURCE."k" as "k", DBT_INTERNAL_SOURCE."v" as "v"
from "main"."m__sp_batch" as DBT_INTERNAL_SOURCE`,
    postgres: `delete from "public"."m" as DBT_INTERNAL_DEST
where (DBT_INTERNAL_DEST."v" in (select DBT_INTERNAL_SOURCE."v" from "public"."m__sp_batch" as DBT_INTERNAL_SOURCE) or (DBT_INTERNAL_DEST."v" is null and exists (select 1 from "public"."m__sp_batch" as DBT_INTERNAL_SOURCE where DBT_INTERNAL_SOURCE."v" is null)));
insert into "public"."m" ("k", "v")
select DBT_INTERNAL_SOURCE."k" as "k", DBT_INTERNAL_SOURCE."v" as "v"
from "public"."m__sp_batch" as DBT_INTERNAL_SOURCE`,
    spark: `select DBT_INTERNAL_DEST.\`k\` as \`k\`, DBT_INTERNAL_DEST.\`v\` as \`v\`
from \`default\`.\`m\` as DBT_INTERNAL_DEST
left join (select distinct DBT_INTERNAL_SOURCE.\`v\` as sp_partition, 1 as sp_found from \`default\`.\`m__sp_batch\` as DBT_INTERNAL_SOURCE) as sp_partitions on DBT_INTERNAL_DEST.\`v\` is not distinct from sp_partitions.sp_partition
where sp_partitions.sp_found is null
union all
select DBT_INTERNAL_SOURCE.\`k\` as \`k\`, DBT_INTERNAL_SOURCE.\`v\` as \`v\`
from \`default\`.\`m__sp_batch\` as DBT_INTERNAL_SOURCE`,
  },
  microbatch: {
    sqlite: `delete from "m" as DBT_INTERNAL_DEST
where (DBT_INTERNAL_DEST.\`v\` >= '2024-09-01' and DBT_INTERNAL_DEST.\`v\` < '2024-09-02');
insert into "m" (\`k\`, \`v\`)
select DBT_INTERNAL_SOURCE.\`k\` as "k", DBT_INTERNAL_SOURCE.\`v\` as "v"
from "m__sp_batch" as DBT_INTERNAL_SOURCE
where (DBT_INTERNAL_SOURCE.\`v\` >= '2024-09-01' and DBT_INTERNAL_SOURCE.\`v\` < '2024-09-02')`,
    duckdb: `delete from "main"."m" as DBT_INTERNAL_DEST
where (DBT_INTERNAL_DEST."v" >= '2024-09-01' and DBT_INTERNAL_DEST."v" < '2024-09-02');
insert into "main"."m" ("k", "v")
select DBT_INTERNAL_SOURCE."k" as "k", DBT_INTERNAL_SOURCE."v" as "v"
from "main"."m__sp_batch" as DBT_INTERNAL_SOURCE
where (DBT_INTERNAL_SOURCE."v" >= '2024-09-01' and DBT_INTERNAL_SOURCE."v" < '2024-09-02')`,
    postgres: `delete from "public"."m" as DBT_INTERNAL_DEST
where (DBT_INTERNAL_DEST."v" >= '2024-09-01' and DBT_INTERNAL_DEST."v" < '2024-09-02');
insert into "public"."m" ("k", "v")
select DBT_INTERNAL_SOURCE."k" as "k", DBT_INTERNAL_SOURCE."v" as "v"
from "public"."m__sp_batch" as DBT_INTERNAL_SOURCE
where (DBT_INTERNAL_SOURCE."v" >= '2024-09-01' and DBT_INTERNAL_SOURCE."v" < '2024-09-02')`,
    spark: `select DBT_INTERNAL_DEST.\`k\` as \`k\`, DBT_INTERNAL_DEST.\`v\` as \`v\`
from \`default\`.\`m\` as DBT_INTERNAL_DEST
where ((DBT_INTERNAL_DEST.\`v\` >= '2024-09-01' and DBT_INTERNAL_DEST.\`v\` < '2024-09-02')) is not true
union all
select DBT_INTERNAL_SOURCE.\`k\` as \`k\`, DBT_INTERNAL_SOURCE.\`v\` as \`v\`
from \`default\`.\`m__sp_batch\` as DBT_INTERNAL_SOURCE
where (DBT_INTERNAL_SOURCE.\`v\` >= '2024-09-01' and DBT_INTERNAL_SOURCE.\`v\` < '2024-09-02')`,
  },
  append_new_columns: {
    sqlite: `alter table "m" add column "w" integer;
insert into "m" (\`k\`, \`v\`, \`w\`)
select DBT_INTERNAL_SOURCE.\`k\` as "k", DBT_INTERNAL_SOURCE.\`v\` as "v", DBT_INTERNAL_SOURCE.\`w\` as "w"
from "m__sp_batch" as DBT_INTERNAL_SOURCE`,
    duckdb: `alter table "main"."m" add column "w" bigint;
insert into "main"."m" ("k", "v", "w")
select DBT_INTERNAL_SOURCE."k" as "k", DBT_INTERNAL_SOURCE."v" as "v", DBT_INTERNAL_SOURCE."w" as "w"
from "main"."m__sp_batch" as DBT_INTERNAL_SOURCE`,
    postgres: `alter table "public"."m" add column "w" bigint;
insert into "public"."m" ("k", "v", "w")
select DBT_INTERNAL_SOURCE."k" as "k", DBT_INTERNAL_SOURCE."v" as "v", DBT_INTERNAL_SOURCE."w" as "w"
from "public"."m__sp_batch" as DBT_INTERNAL_SOURCE`,
    spark: `select DBT_INTERNAL_DEST.\`k\` as \`k\`, DBT_INTERNAL_DEST.\`v\` as \`v\`, cast(null as bigint) as \`w\`
from \`default\`.\`m\` as DBT_INTERNAL_DEST
union all
select DBT_INTERNAL_SOURCE.\`k\` as \`k\`, DBT_INTERNAL_SOURCE.\`v\` as \`v\`, DBT_INTERNAL_SOURCE.\`w\` as \`w\`
from \`default\`.\`m__sp_batch\` as DBT_INTERNAL_SOURCE`,
  },
};

const snapshots: Golden = {
  sqlite: `insert into "s" (\`id\`, \`v\`, \`dbt_scd_id\`, \`dbt_updated_at\`, \`dbt_valid_from\`, \`dbt_valid_to\`, \`dbt_is_deleted\`)
select \`id\`, \`v\`, sp_md5(cast(coalesce(cast(\`id\` as text), '') || '|' || coalesce(cast(cast('2024-09-01 00:00:00.000' as text) as text), '') as text)), cast('2024-09-01 00:00:00.000' as text), cast('2024-09-01 00:00:00.000' as text), nullif(cast('2024-09-01 00:00:00.000' as text), cast('2024-09-01 00:00:00.000' as text)), 'True'
from "s"
where \`dbt_valid_to\` is null and (\`dbt_is_deleted\` is null or \`dbt_is_deleted\` <> 'True') and \`id\` not in (select \`id\` from "s__sp_batch");
update "s" set \`dbt_valid_to\` = cast('2024-09-01 00:00:00.000' as text)
where \`dbt_valid_to\` is null and (\`dbt_is_deleted\` is null or \`dbt_is_deleted\` <> 'True') and \`id\` not in (select \`id\` from "s__sp_batch");
update "s" set \`dbt_valid_to\` = case when sp_batch.sp_updated_at >= \`dbt_valid_from\` then sp_batch.sp_updated_at else cast('2024-09-01 00:00:00.000' as text) end
from (select \`id\` as sp_key_1, cast('2024-09-01 00:00:00.000' as text) as sp_updated_at, \`id\` as sp_value_1, \`v\` as sp_value_2 from "s__sp_batch") as sp_batch
where \`dbt_valid_to\` is null and \`id\` = sp_batch.sp_key_1 and (\`dbt_is_deleted\` = 'True' or \`id\` is distinct from sp_batch.sp_value_1 or \`v\` is distinct from sp_batch.sp_value_2);
insert into "s" (\`id\`, \`v\`, \`dbt_scd_id\`, \`dbt_updated_at\`, \`dbt_valid_from\`, \`dbt_valid_to\`, \`dbt_is_deleted\`)
select sp_batch.sp_value_1, sp_batch.sp_value_2, sp_md5(cast(coalesce(cast(sp_batch.sp_key_1 as text), '') || '|' || coalesce(cast((case when sp_known.sp_ended is null or sp_batch.sp_updated_at is null or sp_batch.sp_updated_at >= sp_known.sp_ended then sp_batch.sp_updated_at else cast('2024-09-01 00:00:00.000' as text) end) as text), '') as text)), sp_batch.sp_updated_at, case when sp_known.sp_ended is null or sp_batch.sp_updated_at is null or sp_batch.sp_updated_at >= sp_known.sp_ended then sp_batch.sp_updated_at else cast('2024-09-01 00:00:00.000' as text) end, nullif(sp_batch.sp_updated_at, sp_batch.sp_updated_at), 'False'
from (select \`id\` as sp_key_1, cast('2024-09-01 00:00:00.000' as text) as sp_updated_at, \`id\` as sp_value_1, \`v\` as sp_value_2 from "s__sp_batch") as sp_batch
left join (select \`id\` as sp_key_1, max(\`dbt_valid_to\`) as sp_ended, max(case when \`dbt_valid_to\` is null then 1 else 0 end) as sp_is_open from "s" group by \`id\`) as sp_known on sp_batch.sp_key_1 = sp_known.sp_key_1
where sp_known.sp_is_open is null or sp_known.sp_is_open = 0`,
  duckdb: `insert into "main"."s" ("id", "v", "dbt_scd_id", "dbt_updated_at", "dbt_valid_from", "dbt_valid_to", "dbt_is_deleted")
select "id", "v", md5(cast(coalesce(cast("id" as varchar), '') || '|' || coalesce(cast(cast('2024-09-01 00:00:00.000' as timestamp) as varchar), '') as varchar)), cast('2024-09-01 00:00:00.000' as timestamp), cast('2024-09-01 00:00:00.000' as timestamp), nullif(cast('2024-09-01 00:00:00.000' as timestamp), cast('2024-09-01 00:00:00.000' as timestamp)), 'True'
from "main"."s"
where "dbt_valid_to" is null and ("dbt_is_deleted" is null or "dbt_is_deleted" <> 'True') and "id" not in (select "id" from "main"."s__sp_batch");
update "main"."s" set "dbt_valid_to" = cast('2024-09-01 00:00:00.000' as timestamp)
where "dbt_valid_to" is null and ("dbt_is_deleted" is null or "dbt_is_deleted" <> 'True') and "id" not in (select "id" from "main"."s__sp_batch");
update "main"."s" set "dbt_valid_to" = case when sp_batch.sp_updated_at >= "dbt_valid_from" then sp_batch.sp_updated_at else cast('2024-09-01 00:00:00.000' as timestamp) end
from (select "id" as sp_key_1, cast('2024-09-01 00:00:00.000' as timestamp) as sp_updated_at, "id" as sp_value_1, "v" as sp_value_2 from "main"."s__sp_batch") as sp_batch
where "dbt_valid_to" is null and "id" = sp_batch.sp_key_1 and ("dbt_is_deleted" = 'True' or "id" is distinct from sp_batch.sp_value_1 or "v" is distinct from sp_batch.sp_value_2);
insert into "main"."s" ("id", "v", "dbt_scd_id", "dbt_updated_at", "dbt_valid_from", "dbt_valid_to", "dbt_is_deleted")
select sp_batch.sp_value_1, sp_batch.sp_value_2, md5(cast(coalesce(cast(sp_batch.sp_key_1 as varchar), '') || '|' || coalesce(cast((case when sp_known.sp_ended is null or sp_batch.sp_updated_at is null or sp_batch.sp_updated_at >= sp_known.sp_ended then sp_batch.sp_updated_at else cast('2024-09-01 00:00:00.000' as timestamp) end) as varchar), '') as varchar)), sp_batch.sp_updated_at, case when sp_known.sp_ended is null or sp_batch.sp_updated_at is null or sp_batch.sp_updated_at >= sp_known.sp_ended then sp_batch.sp_updated_at else cast('2024-09-01 00:00:00.000' as timestamp) end, nullif(sp_batch.sp_updated_at, sp_batch.sp_updated_at), 'False'
from (select "id" as sp_key_1, cast('2024-09-01 00:00:00.000' as timestamp) as sp_updated_at, "id" as sp_value_1, "v" as sp_value_2 from "main"."s__sp_batch") as sp_batch
left join (select "id" as sp_key_1, max("dbt_valid_to") as sp_ended, max(case when "dbt_valid_to" is null then 1 else 0 end) as sp_is_open from "main"."s" group by "id") as sp_known on sp_batch.sp_key_1 = sp_known.sp_key_1
where sp_known.sp_is_open is null or sp_known.sp_is_open = 0`,
  postgres: `insert into "public"."s" ("id", "v", "dbt_scd_id", "dbt_updated_at", "dbt_valid_from", "dbt_valid_to", "dbt_is_deleted")
select "id", "v", md5(cast(coalesce(cast("id" as text), '') || '|' || coalesce(cast(cast('2024-09-01 00:00:00.000' as timestamp) as text), '') as text)), cast('2024-09-01 00:00:00.000' as timestamp), cast('2024-09-01 00:00:00.000' as timestamp), nullif(cast('2024-09-01 00:00:00.000' as timestamp), cast('2024-09-01 00:00:00.000' as timestamp)), 'True'
from "public"."s"
where "dbt_valid_to" is null and ("dbt_is_deleted" is null or "dbt_is_deleted" <> 'True') and "id" not in (select "id" from "public"."s__sp_batch");
update "public"."s" set "dbt_valid_to" = cast('2024-09-01 00:00:00.000' as timestamp)
where "dbt_valid_to" is null and ("dbt_is_deleted" is null or "dbt_is_deleted" <> 'True') and "id" not in (select "id" from "public"."s__sp_batch");
update "public"."s" set "dbt_valid_to" = case when sp_batch.sp_updated_at >= "dbt_valid_from" then sp_batch.sp_updated_at else cast('2024-09-01 00:00:00.000' as timestamp) end
from (select "id" as sp_key_1, cast('2024-09-01 00:00:00.000' as timestamp) as sp_updated_at, "id" as sp_value_1, "v" as sp_value_2 from "public"."s__sp_batch") as sp_batch
where "dbt_valid_to" is null and "id" = sp_batch.sp_key_1 and ("dbt_is_deleted" = 'True' or "id" is distinct from sp_batch.sp_value_1 or "v" is distinct from sp_batch.sp_value_2);
insert into "public"."s" ("id", "v", "dbt_scd_id", "dbt_updated_at", "dbt_valid_from", "dbt_valid_to", "dbt_is_deleted")
select sp_batch.sp_value_1, sp_batch.sp_value_2, md5(cast(coalesce(cast(sp_batch.sp_key_1 as text), '') || '|' || coalesce(cast((case when sp_known.sp_ended is null or sp_batch.sp_updated_at is null or sp_batch.sp_updated_at >= sp_known.sp_ended then sp_batch.sp_updated_at else cast('2024-09-01 00:00:00.000' as timestamp) end) as text), '') as text)), sp_batch.sp_updated_at, case when sp_known.sp_ended is null or sp_batch.sp_updated_at is null or sp_batch.sp_updated_at >= sp_known.sp_ended then sp_batch.sp_updated_at else cast('2024-09-01 00:00:00.000' as timestamp) end, nullif(sp_batch.sp_updated_at, sp_batch.sp_updated_at), 'False'
from (select "id" as sp_key_1, cast('2024-09-01 00:00:00.000' as timestamp) as sp_updated_at, "id" as sp_value_1, "v" as sp_value_2 from "public"."s__sp_batch") as sp_batch
left join (select "id" as sp_key_1, max("dbt_valid_to") as sp_ended, max(case when "dbt_valid_to" is null then 1 else 0 end) as sp_is_open from "public"."s" group by "id") as sp_known on sp_batch.sp_key_1 = sp_known.sp_key_1
where sp_known.sp_is_open is null or sp_known.sp_is_open = 0`,
  spark: `with sp_batch as (select \`id\` as sp_key_1, cast('2024-09-01 00:00:00.000' as timestamp) as sp_updated_at, \`id\` as sp_value_1, \`v\` as sp_value_2 from \`default\`.\`s__sp_batch\`),
sp_joined as (select sp_old.\`id\`, sp_old.\`v\`, sp_old.\`dbt_scd_id\`, sp_old.\`dbt_updated_at\`, sp_old.\`dbt_valid_from\`, sp_old.\`dbt_valid_to\`, sp_old.\`dbt_is_deleted\`, sp_batch.* from \`default\`.\`s\` as sp_old left join sp_batch on sp_old.\`id\` = sp_batch.sp_key_1),
sp_rows as (select sp_joined.*, case when not (\`dbt_valid_to\` is null) then 'closed' when sp_key_1 is null and \`dbt_is_deleted\` = 'True' then 'kept' when sp_key_1 is null then 'gone' when (\`dbt_is_deleted\` = 'True' or \`id\` is distinct from sp_value_1 or \`v\` is distinct from sp_value_2) then 'changed' else 'kept' end as sp_state from sp_joined),
sp_known as (select sp_key_1, max(case sp_state when 'changed' then case when sp_updated_at >= \`dbt_valid_from\` then sp_updated_at else cast('2024-09-01 00:00:00.000' as timestamp) end when 'gone' then cast('2024-09-01 00:00:00.000' as timestamp) else \`dbt_valid_to\` end) as sp_ended, max(case when sp_state = 'kept' then 1 else 0 end) as sp_is_open from sp_rows where sp_key_1 is not null group by sp_key_1)
select
  \`id\` as \`id\`,
  \`v\` as \`v\`,
  \`dbt_scd_id\` as \`dbt_scd_id\`,
  cast(\`dbt_updated_at\` as timestamp) as \`dbt_updated_at\`,
  cast(\`dbt_valid_from\` as timestamp) as \`dbt_valid_from\`,
  cast(case sp_state when 'changed' then case when sp_updated_at >= \`dbt_valid_from\` then sp_updated_at else cast('2024-09-01 00:00:00.000' as timestamp) end when 'gone' then cast('2024-09-01 00:00:00.000' as timestamp) else \`dbt_valid_to\` end as timestamp) as \`dbt_valid_to\`,
  \`dbt_is_deleted\` as \`dbt_is_deleted\`
from sp_rows
union all
select
  \`id\` as \`id\`,
  \`v\` as \`v\`,
  md5(cast(coalesce(cast(\`id\` as string), '') || '|' || coalesce(cast(cast('2024-09-01 00:00:00.000' as timestamp) as string), '') as string)) as \`dbt_scd_id\`,
  cast(cast('2024-09-01 00:00:00.000' as timestamp) as timestamp) as \`dbt_updated_at\`,
  cast(cast('2024-09-01 00:00:00.000' as timestamp) as timestamp) as \`dbt_valid_from\`,
  cast(nullif(cast('2024-09-01 00:00:00.000' as timestamp), cast('2024-09-01 00:00:00.000' as timestamp)) as timestamp) as \`dbt_valid_to\`,
  'True' as \`dbt_is_deleted\`
from sp_rows where sp_state = 'gone'
union all
select
  sp_batch.sp_value_1 as \`id\`,
  sp_batch.sp_value_2 as \`v\`,
  md5(cast(coalesce(cast(sp_batch.sp_key_1 as string), '') || '|' || coalesce(cast((case when sp_known.sp_ended is null or sp_batch.sp_updated_at is null or sp_batch.sp_updated_at >= sp_known.sp_ended then sp_batch.sp_updated_at else cast('2024-09-01 00:00:00.000' as timestamp) end) as string), '') as string)) as \`dbt_scd_id\`,
  cast(sp_batch.sp_updated_at as timestamp) as \`dbt_updated_at\`,
  cast(case when sp_known.sp_ended is null or sp_batch.sp_updated_at is null or sp_batch.sp_updated_at >= sp_known.sp_ended then sp_batch.sp_updated_at else cast('2024-09-01 00:00:00.000' as timestamp) end as timestamp) as \`dbt_valid_from\`,
  cast(nullif(sp_batch.sp_updated_at, sp_batch.sp_updated_at) as timestamp) as \`dbt_valid_to\`,
  'False' as \`dbt_is_deleted\`
from sp_batch left join sp_known on sp_batch.sp_key_1 = sp_known.sp_key_1
where sp_known.sp_is_open is null or sp_known.sp_is_open = 0`,
};

function changeText(engine: EngineName, name: string): string {
  const dialect = getDialect(engine);
  const existing = [
    { name: 'k', type: dialect.renderType('integer') },
    { name: 'v', type: dialect.renderType('text') },
  ];
  const added = name === 'append_new_columns' ? [{ name: 'w', type: dialect.renderType('integer') }] : [];
  const limits = { start: '2024-09-01', end: '2024-09-02' };
  const change = buildChange({
    relation: dialect.resolveRelation({ alias: 'm' }),
    existing,
    batches: [
      { relation: dialect.resolveRelation({ alias: 'm__sp_batch' }), columns: [...existing, ...added], limits },
    ],
    config: { ...incrementalDefaults, ...configs[name] },
    dialect,
    owner,
  });
  if (change.kind !== 'change') throw new Error(JSON.stringify(change));
  return engine === 'spark' ? change.preview : change.apply.map(({ sql }) => sql).join(';\n');
}

for (const [name, golden] of Object.entries(changes)) {
  test(`${name} on every engine`, () => {
    for (const engine of engines) assert.is(changeText(engine, name), golden[engine], engine);
  });
}

test('a snapshot with deletions on every engine', () => {
  for (const engine of engines) {
    const dialect = getDialect(engine);
    const [integer, text, timestamp] = ['integer', 'text', 'timestamp'].map((type) => dialect.renderType(type));
    const columns = [
      { name: 'id', type: integer ?? '' },
      { name: 'v', type: text ?? '' },
    ];
    const times = ['dbt_updated_at', 'dbt_valid_from', 'dbt_valid_to'].map((name) => ({ name, type: timestamp ?? '' }));
    const texts = ['dbt_scd_id', 'dbt_is_deleted'].map((name) => ({ name, type: text ?? '' }));
    const [scdId, isDeleted] = texts;
    const snapshot = buildSnapshot({
      relation: dialect.resolveRelation({ alias: 's' }),
      existing: [...columns, ...(scdId ? [scdId] : []), ...times, ...(isDeleted ? [isDeleted] : [])],
      batch: { relation: dialect.resolveRelation({ alias: 's__sp_batch' }), columns },
      config: { ...snapshotDefaults, strategy: { kind: 'check', columns: 'all' }, hardDeletes: 'new_record' },
      dialect,
      now: Date.UTC(2024, 8, 1),
      owner,
    });
    if (snapshot.kind !== 'change') throw new Error(JSON.stringify(snapshot));
    const actual = engine === 'spark' ? snapshot.preview : snapshot.apply.map(({ sql }) => sql).join(';\n');
    assert.is(actual, snapshots[engine], engine);
  }
});

test.run();
