import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const usageHook = pathToFileURL(fileURLToPath(new URL('report-usage.mjs', import.meta.url))).href;

/**
 * Runs a program from start to end and throws with its output when it fails.
 * Gives wallMs and stdout; of node programs with `usage` also cpuMs (all threads) and peakBytes.
 */
export async function measureProcess(program, args, { cwd, usage = false } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'sp-bench-'));
  const usageFile = join(folder, 'usage.json');
  try {
    const startedAt = performance.now();
    const child = spawn(program, usage ? ['--import', usageHook, ...args] : args, {
      cwd,
      env: { ...process.env, ...(usage && { SP_BENCH_USAGE: usageFile }) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output = { stdout: [], stderr: [] };
    for (const stream of ['stdout', 'stderr']) child[stream].on('data', (chunk) => output[stream].push(chunk));
    const exitCode = await new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code, signal) => resolve(signal ?? code));
    });
    const wallMs = performance.now() - startedAt;
    const [stdout, stderr] = [output.stdout, output.stderr].map((chunks) => Buffer.concat(chunks).toString('utf8'));
    if (exitCode !== 0) {
      const said = `${stdout}\n${stderr}`.trim().slice(-4000);
      throw new Error(`${[program, ...args].join(' ')} ended with ${exitCode}\n${said}`);
    }
    return { wallMs, stdout, ...(usage && JSON.parse(readFileSync(usageFile, 'utf8'))) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
