import { test } from 'node:test';
import { makeWorkshop } from '../record/workshop.ts';
import { FailingDisk, faultsOf, someOf } from './disk.ts';
import { recordRound } from './record-round.ts';

const rounds = Number(process.env['SUTURE_TEST_FAULTS'] ?? 2);

test(`a disk that fails under outbox, repository and remote, in ${rounds} ways: nothing acknowledged is lost, one branch in the end`, async (t) => {
  using disk = FailingDisk.make();
  if (!disk) return t.diagnostic('there is no C compiler: nothing was tested');
  using shop = makeWorkshop();
  const calls = await recordRound(shop, disk);
  t.diagnostic(`${calls.length} calls to the disk: ${calls}`);
  for (const fault of someOf(faultsOf(calls), rounds)) await recordRound(shop, disk, fault);
});
