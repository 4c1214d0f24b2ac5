{{!-- A value of project.yml as a SQL text or date literal. --}}
{{#macro "text_literal" as |value|}}'{{value}}'{{/macro}}

{{#macro "date_literal" as |value|}}{{cast (text_literal value) "date"}}{{/macro}}
