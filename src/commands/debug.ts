import { randomUUID } from 'node:crypto';
import { getAdapter } from '../adapters/get-adapter.js';
import type { Command } from './command.js';
import { toOpenOptions } from './open-session.js';
import type { DebugOptions } from './options.js';
import { openWorkspace } from './workspace.js';

interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
  readonly fix?: string;
}

/** Versions, project and target, each checked, with what to do about what is wrong. */
export const debug: Command<DebugOptions> = async (options, context) => {
  const { project, manifest } = await openWorkspace(options, context);
  const adapter = await getAdapter(project.target.type, project.target.place);
  const run = { readOnly: true, runId: randomUUID(), command: 'debug' };
  const report = await adapter.debug(project.target.options, toOpenOptions(project, options, context, run));
  const counts = new Map<string, number>();
  for (const node of manifest.nodes.values()) counts.set(node.resourceType, (counts.get(node.resourceType) ?? 0) + 1);
  const checks: readonly Check[] = [
    { name: 'sp', ok: true, detail: `${context.version} on Node.js ${process.versions.node}` },
    { name: 'project', ok: true, detail: `${project.config.name} in ${project.root}` },
    {
      name: 'nodes',
      ok: true,
      detail: [...counts].map(([type, count]) => `${count} ${count === 1 ? type : `${type}s`}`).join(', '),
    },
    { name: 'target', ok: true, detail: `${project.target.name} (${report.description})` },
    ...report.checks,
  ];
  const ok = checks.every((check) => check.ok);
  if (options.json) context.stdout(`${JSON.stringify({ ok, checks }, undefined, 2)}\n`);
  else {
    const width = Math.max(...checks.map((check) => check.name.length));
    for (const check of checks) {
      context.stdout(`${check.ok ? 'ok  ' : 'FAIL'}  ${check.name.padEnd(width)}  ${check.detail}\n`);
      if (!check.ok && check.fix !== undefined) context.stdout(`      ${' '.repeat(width)}  ${check.fix}\n`);
    }
    context.stdout(ok ? 'all good\n' : 'something is wrong\n');
  }
  return { exitCode: ok ? 0 : 1 };
};
