import type { Diagnostic } from '../errors/diagnostic.js';
import { didYouMean } from '../errors/suggest.js';
import { laterMethod, unknownMethod, wrongArguments, wrongValue } from './errors.js';
import { laterMethods, selectorMethods } from './methods.js';
import { printCriterion } from './print-selector.js';
import type { Criterion } from './selector.js';

/** What is wrong with a criterion whatever the project holds: its method, the method's arguments, a closed list of values. */
export function checkCriterion(criterion: Criterion): Diagnostic | undefined {
  const text = printCriterion(criterion);
  const later = laterMethods.get(criterion.method);
  if (later !== undefined) return laterMethod(text, criterion.method, later);
  const method = selectorMethods.get(criterion.method);
  if (method === undefined) {
    const names = [...selectorMethods.keys()];
    return unknownMethod(
      text,
      criterion.method,
      didYouMean(criterion.method, [...names, ...laterMethods.keys()]),
      names,
    );
  }
  const { arguments: keys, value } = criterion;
  if (method.needsArguments === true ? keys.length === 0 || keys.includes('') : keys.length > 0) {
    return wrongArguments(text, method.form);
  }
  const { values, maxSegments = Infinity } = method;
  const isKnown = values === undefined || values.includes(value);
  if (isKnown && value.split('.').length <= maxSegments) return undefined;
  return wrongValue(text, method.form, didYouMean(value, values ?? []));
}
