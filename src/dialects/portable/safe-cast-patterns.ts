// What a text must look like so that safe_cast converts it, for engines whose own casts are looser or raise errors.

export const integerPattern = '^ *[+-]?[0-9]+ *$';
export const numberPattern = '^ *[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)? *$';

export const booleanWords = {
  true: "('true', 't', 'yes', 'y', 'on', '1')",
  false: "('false', 'f', 'no', 'n', 'off', '0')",
} as const;
