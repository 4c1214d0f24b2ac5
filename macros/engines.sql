{{!-- What the engines spell differently and no built-in helper covers. --}}

{{!-- After the name of a CTE that several others read: evaluate it once. Spark decides by itself. --}}
{{#macro "default__as_materialized"}}as materialized{{/macro}}
{{#macro "spark__as_materialized"}}as{{/macro}}
