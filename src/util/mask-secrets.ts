type Environment = Readonly<Record<string, string | undefined>>;

const secretName = /SECRET|PASSWORD|TOKEN/i;
const urlWithPassword = /([a-z][a-z0-9+.-]*:\/\/[^\s:/@'"]*):([^\s/'"]+)@/gi;
const mask = '*****';
/** Shorter values, and words like these, are no secrets: hiding them would only make texts unreadable. */
const minLength = 4;
const harmless = new Set(['true', 'false', 'null', 'none', 'undefined']);

const patternsByEnv = new WeakMap<Environment, RegExp | undefined>();

/**
 * The text with every secret replaced by `*****`: values of environment variables whose names hold SECRET, PASSWORD or
 * TOKEN, the passwords of URLs in the environment, and the password of any URL in the text itself.
 */
export function maskSecrets(text: string, env: Environment): string {
  let pattern = patternsByEnv.get(env);
  if (!patternsByEnv.has(env)) {
    pattern = buildPattern(env);
    patternsByEnv.set(env, pattern);
  }
  const masked = pattern === undefined ? text : text.replace(pattern, mask);
  return masked.includes('://') ? masked.replace(urlWithPassword, `$1:${mask}@`) : masked;
}

function buildPattern(env: Environment): RegExp | undefined {
  const secrets = new Set<string>();
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined) continue;
    if (secretName.test(name)) secrets.add(value);
    for (const [, , password = ''] of value.matchAll(urlWithPassword)) {
      secrets.add(password);
      secrets.add(decode(password));
    }
  }
  const sources = [...secrets]
    .filter((secret) => secret.length >= minLength && !harmless.has(secret.toLowerCase()))
    .sort((a, b) => b.length - a.length)
    .map((secret) => secret.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return sources.length === 0 ? undefined : new RegExp(sources.join('|'), 'g');
}

function decode(password: string): string {
  try {
    return decodeURIComponent(password);
  } catch {
    return password;
  }
}
