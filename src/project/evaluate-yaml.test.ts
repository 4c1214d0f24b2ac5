import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { renderDiagnostics } from '../errors/render-diagnostic.js';
import { evaluateYaml } from './evaluate-yaml.js';
import { parseYaml } from './yaml/parse-yaml.js';
import { yamlToPlain } from './yaml-to-plain.js';

const env = { HOST: 'db.example', PORT: '5432', ON: 'true', EMPTY: '' };
const vars = { year: 2024, name: 'Anna', keys: ['a', 'b'], flag: false };

function evaluate(text: string, isFinal = true) {
  const file = { path: 'project.yml', text };
  const { value } = parseYaml(file);
  if (value === undefined) throw new Error('no value');
  return { before: value, ...evaluateYaml(value, { vars, env, isFinal }) };
}

function plain(text: string): unknown {
  const { value, diagnostics } = evaluate(text);
  assert.is(renderDiagnostics(diagnostics, { color: false }), '');
  return yamlToPlain(value);
}

function problem(text: string, isFinal = true): string {
  return renderDiagnostics(evaluate(text, isFinal).diagnostics, { color: false });
}

test('calls are replaced by values, several in one text too', () => {
  assert.equal(plain(`a: |-\n  pg://{{env_var 'HOST'}}:{{ env_var "PORT" }}/{{var 'name'}}`), {
    a: 'pg://db.example:5432/Anna',
  });
  assert.equal(plain(`[["{{env_var 'HOST'}}"], {k: "x{{env_var 'EMPTY'}}y"}]`), [['db.example'], { k: 'xy' }]);
});

test('a text that is one call takes the type of the var; of variables only true and false become booleans', () => {
  assert.equal(
    plain(`["{{var 'year'}}", "{{var 'flag'}}", "{{var 'keys'}}", "{{env_var 'PORT'}}", "{{env_var 'ON'}}"]`),
    [2024, false, ['a', 'b'], '5432', true],
  );
  assert.equal(plain(`["year {{var 'year'}}", "{{var 'keys'}}!"]`), ['year 2024', '["a","b"]!']);
});

test('defaults stand in for what is missing, and only then', () => {
  assert.equal(
    plain(
      `["{{var 'x' 7}}", "{{var 'x' 'a b'}}", "{{env_var 'X' 'false'}}", "{{env_var 'X' ''}}", "{{var 'year' 1}}"]`,
    ),
    [7, 'a b', false, '', 2024],
  );
});

test('a missing variable and a missing var are errors at the call', () => {
  assert.is(
    problem(`url: "x{{env_var 'HOSTS'}}"`),
    `error SP1030: The environment variable HOSTS is not set
  ╭─ project.yml:1:8
1 │ url: "x{{env_var 'HOSTS'}}"
  │        ^^^^^^^^^^^^^^^^^^^
  ╰─ set it, or give a default: {{env_var 'HOSTS' 'default'}}`,
  );
  assert.is(
    problem(`a: "{{var 'naem'}}"`),
    `error SP1031: The var "naem" has no value
  ╭─ project.yml:1:5
1 │ a: "{{var 'naem'}}"
  │     ^^^^^^^^^^^^^^
  ╰─ did you mean "name"? set it under vars: in project.yml or with --vars, or give a default: {{var 'naem' 'default'}}`,
  );
});

test('names of Object.prototype are no vars and no variables', () => {
  assert.match(problem(`a: "{{var 'constructor'}}"`), 'The var "constructor" has no value');
});

test('Jinja is answered with the Handlebars form', () => {
  assert.is(
    problem(`a: "{{ env_var('HOST', 'x') }}"`, false),
    `error SP1032: This is a Jinja call; templates are Handlebars here
  ╭─ project.yml:1:5
1 │ a: "{{ env_var('HOST', 'x') }}"
  │     ^^^^^^^^^^^^^^^^^^^^^^^^^^
  ╰─ write {{env_var "HOST" "x"}}`,
  );
});

test('other calls are errors in final values and stay whole elsewhere, with everything around them', () => {
  assert.is(
    problem(`a: "{{env_vra 'HOST'}}"`),
    `error SP1033: {{env_vra 'HOST'}} cannot stand here
  ╭─ project.yml:1:5
1 │ a: "{{env_vra 'HOST'}}"
  │     ^^^^^^^^^^^^^^^^^^
  ╰─ did you mean "env_var"? only {{env_var 'NAME' 'default'}} and {{var 'name' 'default'}} work in this value`,
  );
  const hook = `"delete from {{this}} where year < {{var 'year'}}"`;
  const { before, value } = evaluate(`hook: ${hook}`, false);
  assert.is(value, before);
});

test('values without calls are handed through as they are', () => {
  const { before, value } = evaluate('a: [1, {b: c}]');
  assert.is(value, before);
});

test.run();
