import type { Command } from 'commander';
import type { Exit } from '../failure.ts';
import type { Invocation, Run } from './invocation.ts';
import { tellWaiting } from './tell-waiting.ts';

/** Defines `suture ls`. */
export function defineLs(program: Command, run: Run): void {
  program
    .command('ls')
    .description('list the live processes that can be reached')
    .action(() => run(listAgents));
}

async function listAgents(invocation: Invocation): Promise<Exit> {
  const { output, env } = invocation;
  const channels = await invocation.openEvery();
  const [{ nameOf }, { runFolder }, { agentTable }] = await Promise.all([
    import('../connect/socket.ts'),
    import('../connect/run-folder.ts'),
    import('../print/tables.ts'),
  ]);
  const agents = channels.map(({ address, greeting }) => {
    const { name, pid, thread, script, cluster, node, revision, startedAt, patches, unrecorded, leaseEndsAt } =
      greeting;
    const target = nameOf(address);
    return { name, pid, thread, target, script, cluster, node, revision, startedAt, patches, unrecorded, leaseEndsAt };
  });
  output.document(agents);
  output.text(agents.length > 0 ? agentTable(agents) : `No live agent in ${runFolder(env)}.`);
  for (const channel of channels) if ((channel.greeting.unrecorded ?? 0) > 0) await tellWaiting(invocation, channel);
  return 'done';
}
