import type { CommandGroup, CommandSpec } from './command-spec.js';
import type { Flag, FlagGroup } from './flags.js';

const commandGroups: readonly CommandGroup[] = ['Build and test', 'Look inside', 'Project'];
const flagGroups: readonly FlagGroup[] = ['What', 'How', 'Project', 'Output'];

/** What `sp` alone (short) and `sp --help` say. */
export function renderMainHelp(commands: readonly CommandSpec<string>[], isShort: boolean): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  const lines = [
    'sp turns a folder of SQL models into tested tables',
    '',
    'Examples',
    ...renderPairs([
      ['sp build', 'everything: seeds, models and tests, each after what it needs'],
      ['sp build --select +mart_top_students', 'one model and all it is made from'],
      ['sp show --select mart_top_students', 'its first rows'],
    ]),
  ];
  for (const group of commandGroups) {
    const members = commands.filter((command) => command.group === group);
    if (members.length === 0) continue;
    lines.push('', group, ...members.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`));
  }
  lines.push('', 'sp COMMAND --help shows the flags of a command, sp --version the version');
  if (!isShort) {
    lines.push(
      '',
      'Exit codes',
      '  0    all good, warnings included',
      '  1    it ended and something failed',
      '  2    it could not run: command line, project, connection',
      '  130  stopped by Ctrl-C; 143 by SIGTERM',
      '',
      'Every flag has an environment variable: SP_ and its name, e.g. SP_TARGET=dev, SP_FULL_REFRESH=1',
    );
  }
  return `${lines.join('\n')}\n`;
}

export function renderCommandHelp(command: CommandSpec<string>): string {
  const lines = [
    `sp ${command.name}${command.argument === undefined ? '' : ` ${command.argument}`}: ${command.summary}`,
    '',
    'Examples',
    ...renderPairs(command.examples.map(({ command: line, does }) => [line, does] as const)),
  ];
  const width = Math.max(...command.flags.map((flag) => renderFlag(flag).length));
  for (const group of flagGroups) {
    const members = command.flags.filter((flag) => flag.group === group);
    if (members.length === 0) continue;
    lines.push('', group, ...members.map((flag) => `  ${renderFlag(flag).padEnd(width)}  ${flag.help}`));
  }
  return `${lines.join('\n')}\n`;
}

function renderFlag(flag: Flag): string {
  const short = flag.short === undefined ? '    ' : `-${flag.short}, `;
  const value = flag.placeholder === undefined ? '' : ` ${flag.placeholder}`;
  return `${short}--${flag.name}${value}${flag.value.kind === 'words' ? ' …' : ''}`;
}

/** A long first part has its explanation on a line of its own. */
function renderPairs(pairs: readonly (readonly [string, string])[]): readonly string[] {
  const longest = 44;
  const width = Math.max(...pairs.map(([first]) => (first.length > longest ? 0 : first.length)));
  return pairs.flatMap(([first, second]) =>
    first.length > longest
      ? [`  ${first}`, `  ${' '.repeat(width)}  ${second}`]
      : [`  ${first.padEnd(width)}  ${second}`],
  );
}
