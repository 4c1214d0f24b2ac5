{{!-- Arithmetic of the marts. Rates are shares 0..1; they are rounded in the last select only, half away from zero. --}}

{{!-- Rounds half away from zero as decimals do: the nudge lifts halves that binary numbers hold slightly too small (1.005). --}}
{{#macro "default__round_to" digits=6 as |expr|}}
round({{expr}} + 1e-11 * sign({{expr}}), {{digits}})
{{/macro}}
{{#macro "postgres__round_to" digits=6 as |expr|}}
cast(round(cast({{expr}} as numeric), {{digits}}) as double precision)
{{/macro}}

{{!-- numerator / denominator, rounded; NULL when the denominator is 0 or NULL. --}}
{{#macro "share" digits=6 as |numerator denominator|}}
{{round_to (safe_divide numerator denominator) digits=digits}}
{{/macro}}

{{!-- Sample standard deviation from count, sum and sum of squares; NULL below two values. The guard keeps rounding noise from a negative root. --}}
{{#macro "sd_from_sums" as |n total squares|}}
case
    when {{n}} > 1 then sqrt(case when {{squares}} - {{total}} * {{total}} / {{n}} > 0 then ({{squares}} - {{total}} * {{total}} / {{n}}) / ({{n}} - 1) else 0 end)
  end
{{/macro}}

{{!-- Attendance band by whole numbers: satisfactory > 95 %, at risk > 90 %, moderate chronic > 80 %, severe chronic <= 80 % of recorded days. --}}
{{#macro "attendance_band" as |absent recorded|}}
case
    when {{recorded}} = 0 then null
    when 20 * {{absent}} < {{recorded}} then 'satisfactory'
    when 10 * {{absent}} < {{recorded}} then 'at risk'
    when 5 * {{absent}} < {{recorded}} then 'moderate chronic'
    else 'severe chronic'
  end
{{/macro}}

{{#macro "sum_of" as |expr|}}sum({{expr}}){{/macro}}
{{#macro "count_of" as |expr|}}count({{expr}}){{/macro}}

{{!--
  True when the score that covers places first … last stands at place floor((n - 1) * quarter / 4), or with round_up = 3 at the place above
  it when the quarter falls between two places. Whole numbers only.
--}}
{{#macro "covers_place" as |quarter n first last round_up|}}
4 * {{first}} <= ({{n}} - 1) * {{quarter}} + {{round_up}} and ({{n}} - 1) * {{quarter}} + {{round_up}} < 4 * ({{last}} + 1)
{{/macro}}

{{#macro "difference_of" as |minuend subtrahend|}}({{minuend}} - {{subtrahend}}){{/macro}}

{{#macro "column_of" as |alias column|}}{{alias}}.{{column}}{{/macro}}

{{!-- The letter of a score by the scale of the seed `xwalk_letter_grade`; a test compares both. --}}
{{#macro "letter_of" as |score|}}
case
    when {{score}} >= 97 then 'A+' when {{score}} >= 93 then 'A' when {{score}} >= 90 then 'A-'
    when {{score}} >= 87 then 'B+' when {{score}} >= 83 then 'B' when {{score}} >= 80 then 'B-'
    when {{score}} >= 77 then 'C+' when {{score}} >= 73 then 'C' when {{score}} >= 70 then 'C-'
    when {{score}} >= 67 then 'D+' when {{score}} >= 63 then 'D' when {{score}} >= 60 then 'D-'
    when {{score}} is not null then 'F'
  end
{{/macro}}
