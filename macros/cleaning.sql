{{!-- Cleaning rules of docs/data-contract.md as SQL text. Outer white space and Unicode forms are settled when the seeds are loaded. --}}

{{!-- True when the text holds digits only. --}}
{{#macro "is_digits" as |expr|}}
({{expr}} <> '' and replace({{digit_shape expr}}, '9', '') = '')
{{/macro}}

{{!-- The value, or NULL when it is one of the null tokens of project.yml. --}}
{{#macro "without_null_token" as |expr|}}
case when lower({{expr}}) in ({{#each (var "null_tokens")}}{{#unless @first}}, {{/unless}}'{{this}}'{{/each}}) then null else {{expr}} end
{{/macro}}

{{!-- True when the value is NULL or a null token. --}}
{{#macro "is_missing" as |expr|}}
({{expr}} is null or lower({{expr}}) in ({{#each (var "null_tokens")}}{{#unless @first}}, {{/unless}}'{{this}}'{{/each}}))
{{/macro}}

{{!--
  A student id in its own form: upper case; bare digits become S and at least five digits (12 -> S00012).
  Anything else stays as it is and finds no student, so a join on the result is the test for existence.
--}}
{{#macro "student_id_form" as |expr|}}
case
      when substr({{expr}}, 1, 1) = 'S' then {{expr}}
      when {{is_digits expr}} then 'S' || case when length({{expr}}) < 5 then substr('00000', 1, 5 - length({{expr}})) else '' end || {{expr}}
      else upper({{expr}})
    end
{{/macro}}

{{!-- True for S and five or more digits. --}}
{{#macro "is_student_id" as |expr|}}
(substr({{expr}}, 1, 1) = 'S' and length({{expr}}) >= 6 and {{is_digits (tail expr)}})
{{/macro}}

{{!-- Q04 for a text that is filled but cannot be a plain YYYY-MM-DD (or, with length=19, a date with time). --}}
{{#macro "plain_date_failure" length=10 as |expr|}}
case when length({{expr}}) <> {{length}} and not {{is_missing expr}} then 'Q04' end
{{/macro}}

{{!-- The text without its first character. --}}
{{#macro "tail" as |expr|}}substr({{expr}}, 2){{/macro}}

{{!-- Runs of up to 16 spaces become one. --}}
{{#macro "collapse_spaces" as |expr|}}
replace(replace(replace(replace({{expr}}, '  ', ' '), '  ', ' '), '  ', ' '), '  ', ' ')
{{/macro}}

{{!-- The first ASCII letter of each word in upper case; the same on every engine, which built-in initcap functions are not. --}}
{{#macro "capitalize_words" as |expr|}}
substr(
      {{#each (list "a" "b" "c" "d" "e" "f" "g" "h" "i" "j" "k" "l" "m" "n" "o" "p" "q" "r" "s" "t" "u" "v" "w" "x" "y" "z")}}replace({{/each}}' ' || {{expr}}{{#each (list "a" "b" "c" "d" "e" "f" "g" "h" "i" "j" "k" "l" "m" "n" "o" "p" "q" "r" "s" "t" "u" "v" "w" "x" "y" "z")}}, ' {{this}}', upper(' {{this}}')){{/each}}, 2)
{{/macro}}

{{!-- The number in `Grade 5`, `5`, `G5`, `Grade 05`, `5th`; NULL for anything else. --}}
{{#macro "grade_number" as |expr|}}
{{cast (short_digits (grade_digits expr)) "integer"}}
{{/macro}}

{{#macro "grade_digits" as |expr|}}
trim(replace(replace(replace(replace(replace(replace(lower({{expr}}), 'grade', ''), 'g', ''), 'st', ''), 'nd', ''), 'rd', ''), 'th', ''))
{{/macro}}

{{#macro "short_digits" as |expr|}}
case when length({{expr}}) <= 2 and {{is_digits expr}} then {{expr}} end
{{/macro}}

{{!--
  Values as one JSON object in text form; equal values give equal text. `json_row` takes columns of a relation,
  `json_object` a mapping of names to expressions: (object Name="r.raw_name").
--}}
{{#macro "json_row" as |alias columns|}}
{{json_text (json_columns alias columns)}}
{{/macro}}

{{#macro "json_object" as |expressions|}}
{{json_text (json_pairs expressions)}}
{{/macro}}

{{#macro "json_columns" as |alias columns|}}{{#each columns as |column|}}{{#unless @first}}, {{/unless}}'{{column}}', {{alias}}.{{column}}{{/each}}{{/macro}}

{{#macro "json_pairs" as |expressions|}}{{#each expressions as |expression name|}}{{#unless @first}}, {{/unless}}'{{name}}', {{expression}}{{/each}}{{/macro}}

{{!-- PostgreSQL writes JSON without spaces for rows only. --}}
{{#macro "postgres__json_columns" as |alias columns|}}{{#each columns as |column|}}{{#unless @first}}, {{/unless}}{{alias}}.{{column}} as "{{column}}"{{/each}}{{/macro}}
{{#macro "postgres__json_pairs" as |expressions|}}{{#each expressions as |expression name|}}{{#unless @first}}, {{/unless}}{{expression}} as "{{name}}"{{/each}}{{/macro}}

{{#macro "default__json_text" as |arguments|}}cast(json_object({{arguments}}) as text){{/macro}}
{{#macro "sqlite__json_text" as |arguments|}}json_object({{arguments}}){{/macro}}
{{#macro "duckdb__json_text" as |arguments|}}cast(json_object({{arguments}}) as varchar){{/macro}}
{{#macro "postgres__json_text" as |arguments|}}(select cast(row_to_json(json_row) as text) from (select {{arguments}}) as json_row){{/macro}}
{{#macro "spark__json_text" as |arguments|}}to_json(named_struct({{arguments}}), map('ignoreNullFields', 'false')){{/macro}}
