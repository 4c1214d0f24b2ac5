import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';

export interface OpenedPage {
  readonly page: Page;
  /** Every address asked for besides the file itself; stays empty. */
  readonly requests: readonly string[];
  /** Script errors and console errors, policy violations among them; stays empty. */
  readonly problems: readonly string[];
}

export interface OpenOptions {
  readonly hash?: string;
  readonly width?: number;
  readonly height?: number;
  readonly colorScheme?: 'light' | 'dark';
}

/** A browser with pages that were written to disk and opened from there with the network off. Close it in the end. */
export async function launchDocsBrowser(executablePath: string) {
  const args = [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ];
  const browser: Browser = await chromium.launch({ executablePath, args });
  const folder = mkdtempSync(join(tmpdir(), 'sp-docs-'));
  let count = 0;
  return {
    async open(
      html: string,
      { hash = '', width = 1440, height = 900, colorScheme = 'light' }: OpenOptions = {},
    ): Promise<OpenedPage> {
      const path = join(folder, `docs-${++count}.html`);
      writeFileSync(path, html);
      const address = pathToFileURL(path).href;
      const context = await browser.newContext({ viewport: { width, height }, colorScheme, offline: true });
      const page = await context.newPage();
      const requests: string[] = [];
      const problems: string[] = [];
      page.on('request', (request) => request.url().startsWith(address) || requests.push(request.url()));
      page.on('pageerror', (error) => problems.push(error.message));
      page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
      await page.goto(address + hash);
      await page.getByRole('heading', { level: 1 }).waitFor();
      return { page, requests, problems };
    },
    async close(): Promise<void> {
      await browser.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
