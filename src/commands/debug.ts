import { randomUUID } from 'node:crypto';
import { EngineFailure } from '../adapters/adapter.js';
import { getAdapter } from '../adapters/get-adapter.js';
import { SpError } from '../errors/sp-error.js';
import type { Command, CommandContext } from './command.js';
import { toOpenOptions } from './open-session.js';
import type { CommonOptions, DebugOptions } from './options.js';
import { openWorkspace, type Workspace } from './workspace.js';

interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
  /** What to do about it: a command wherever there is one. */
  readonly fix?: string;
}

interface TargetReport {
  readonly name: string;
  readonly ok: boolean;
  readonly checks: readonly Check[];
}

/**
 * Versions, project and the active target (with `--all`: every target), each checked, with what to do about what is
 * wrong. A target that cannot be reached is a finding, not an error.
 */
export const debug: Command<DebugOptions> = async (options, context) => {
  const workspace = await openWorkspace(options, context);
  const targets = [await checkTarget(workspace, options, context)];
  if (options.all) {
    for (const name of workspace.project.targetNames) {
      if (name !== workspace.project.target.name) targets.push(await checkOther(name, options, context));
    }
  }
  const checks = describeProject(workspace, context);
  const ok = targets.every((target) => target.ok);
  if (options.json) writeJson(checks, targets, ok, context);
  else writeText(checks, targets, ok, context);
  return { exitCode: ok ? 0 : 1 };
};

function describeProject({ project, manifest }: Workspace, context: CommandContext): readonly Check[] {
  const counts = new Map<string, number>();
  for (const node of manifest.nodes.values()) counts.set(node.resourceType, (counts.get(node.resourceType) ?? 0) + 1);
  const nodes = [...counts].map(([type, count]) => `${count} ${count === 1 ? type : plural(type)}`).join(', ');
  return [
    { name: 'sp', ok: true, detail: `${context.version} on Node.js ${process.versions.node}` },
    { name: 'project', ok: true, detail: `${project.config.name} in ${project.root}` },
    { name: 'nodes', ok: true, detail: nodes === '' ? 'none yet' : nodes },
  ];
}

function plural(type: string): string {
  return type === 'analysis' ? 'analyses' : `${type}s`;
}

/** A target that is not active is read as if it were: its variables may be missing. */
async function checkOther(name: string, options: CommonOptions, context: CommandContext): Promise<TargetReport> {
  try {
    const workspace = await openWorkspace({ ...options, target: name }, { ...context, sink: () => {} });
    return await checkTarget(workspace, options, context);
  } catch (error) {
    if (!(error instanceof SpError)) throw error;
    return { name, ok: false, checks: toChecks('target', error, `${name}: `) };
  }
}

async function checkTarget(
  { project }: Workspace,
  options: CommonOptions,
  context: CommandContext,
): Promise<TargetReport> {
  const { target } = project;
  const checks: Check[] = [];
  try {
    const adapter = await getAdapter(target.type, target.place);
    checks.push({ name: 'target', ok: true, detail: `${target.name} (${adapter.describe(target.options)})` });
    const run = { readOnly: true, runId: randomUUID(), command: 'debug' };
    const report = await adapter.debug(target.options, toOpenOptions(project, options, context, run));
    checks.push(...report.checks);
  } catch (error) {
    if (error instanceof SpError && checks.length === 0) checks.push(...toChecks('target', error, `${target.name}: `));
    else if (error instanceof SpError) checks.push(...toChecks('connection', error, ''));
    else if (error instanceof EngineFailure) checks.push({ name: 'connection', ok: false, detail: error.message });
    else throw error;
  }
  return { name: target.name, ok: checks.every((check) => check.ok), checks };
}

function toChecks(name: string, { diagnostics }: SpError, prefix: string): readonly Check[] {
  return diagnostics
    .filter(({ severity }) => severity === 'error')
    .map(({ message, hint }) => ({
      name,
      ok: false,
      detail: `${prefix}${message}`,
      ...(hint !== undefined && { fix: hint }),
    }));
}

function writeJson(
  project: readonly Check[],
  targets: readonly TargetReport[],
  ok: boolean,
  context: CommandContext,
): void {
  const checks = [...project, ...(targets[0]?.checks ?? [])];
  const report = { ok, checks, ...(targets.length > 1 && { targets }) };
  context.stdout(`${JSON.stringify(report, undefined, 2)}\n`);
}

function writeText(
  project: readonly Check[],
  targets: readonly TargetReport[],
  ok: boolean,
  context: CommandContext,
): void {
  const sections = [project, ...targets.map(({ checks }) => checks)];
  const width = Math.max(...sections.flat().map((check) => check.name.length));
  sections.forEach((checks, index) => {
    // The project and the first target are one list; every further target is one of its own.
    if (index > 1) context.stdout('\n');
    for (const { name, ok: isGood, detail, fix } of checks) {
      context.stdout(`${isGood ? 'ok  ' : 'FAIL'}  ${name.padEnd(width)}  ${detail}\n`);
      if (!isGood && fix !== undefined) context.stdout(`      ${' '.repeat(width)}  ${fix}\n`);
    }
  });
  const bad = targets.filter((target) => !target.ok).map(({ name }) => name);
  const which = targets.length > 1 ? `: ${bad.join(', ')}` : '';
  context.stdout(ok ? 'all good\n' : `something is wrong${which}\n`);
}
