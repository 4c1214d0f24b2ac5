import { existsSync } from 'node:fs';

const USUAL_PATHS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** A browser to test the docs page with: `SP_CHROMIUM` if set, else the first usual path; null where there is none. */
export function findChromium(): string | null {
  const named = process.env['SP_CHROMIUM'];
  return (named === undefined ? USUAL_PATHS : [named]).find((path) => existsSync(path)) ?? null;
}
