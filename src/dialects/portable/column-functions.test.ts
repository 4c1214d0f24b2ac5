import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { getDialect } from '../get-dialect.js';
import { PortableArgumentError, type PortableFunctionName, type TemplateValue } from '../portable-functions.js';

const columns: Readonly<Record<string, readonly string[]>> = { t: ['id', 'Math', 'note'], u: ['id', 'art'] };
const surroundings = { columnsOf: (relation: string) => columns[relation] };

test('helpers that write columns out say what they need to know', () => {
  const f = getDialect('postgres').functions;
  const message = (name: PortableFunctionName, args: readonly TemplateValue[], named = {}): string => {
    try {
      return f[name]?.render(args, named, surroundings) ?? '';
    } catch (error) {
      return error instanceof PortableArgumentError ? `${error.message} | ${error.hint ?? ''}` : String(error);
    }
  };
  assert.is(message('star', ['x']), '*');
  assert.is(message('star', ['x'], { relation_alias: 'y' }), 'y.*');
  assert.is(
    message('star', ['x'], { except: 'id' }),
    'the columns of x are not known before the engine runs, and star needs them here | name the columns in this query, or make them known: a model says them in its select list or declares them with contract: { enforced: true }, a source below columns:',
  );
  assert.is(message('star', ['t'], { except: ['mth'] }), 't has no column "mth" | did you mean "Math"?');
  assert.is(message('star', ['t'], { except: ['MATH', '"note"'], relation_alias: 'y' }), 'y."id"');
  assert.is(message('star', ['t'], { prefix: 'p_', except: ['note', 'Math'] }), '"id" as "p_id"');
  assert.is(
    message('union_relations', [['t', 'u']], { exclude: ['arts'] }),
    'none of the relations has a column "arts" | did you mean "art"?',
  );
  assert.is(
    message('union_relations', [['t', 'u']], { include: ['id'], exclude: ['art'] }),
    'include and exclude cannot be used together | name one of them',
  );
  assert.is(message('pivot', ['x', 'Math']), 'values is a list | write the values: (list "Math" "English")');
  assert.is(message('pivot', ['x', ['']]), 'the empty text is no name of a column | give a prefix: prefix="v_"');
  assert.is(
    message('unpivot', ['t'], { exclude: ['id'], remove: ['Math', 'note'] }),
    'no column is left to unpivot | name them: columns=(list "a" "b")',
  );
});

test.run();
