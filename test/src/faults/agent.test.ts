import test from 'node:test';
import { agentRound } from './agent-round.ts';
import { FailingDisk, faultsOf, someOf } from './disk.ts';

const rounds = Number(process.env['SUTURE_TEST_FAULTS'] ?? 1);

test(`a disk that fails under journal and ledger, in ${rounds} ways: the process runs on, and nothing acknowledged is lost`, async (t) => {
  using disk = FailingDisk.make();
  if (!disk) return t.diagnostic('there is no C compiler: nothing was tested');
  const calls = await agentRound(t, disk);
  t.diagnostic(`${calls.length} calls to the disk: ${calls}`);
  for (const fault of someOf(faultsOf(calls), rounds)) await agentRound(t, disk, fault);
});
