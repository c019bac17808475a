import type { TestContext } from 'node:test';
import { build } from '../../../shell/dist/demo/build.js';
import { Children } from '../../../shell/dist/demo/children.js';
import { startArguments, startService } from '../../../shell/dist/demo/service.js';
import { closeStage, openStage, type Stage } from '../../../shell/dist/demo/stage.js';
import { main } from './attached.ts';
import { Pty } from './pty.ts';

/** The demo's service, and shells that sit in its checkout. */
export interface Shop {
  readonly stage: Stage;
  /** Orders with a voucher that the service cannot take; gives the status of its answer. */
  readonly order: () => Promise<number>;
  /** Attaches a shell in a terminal of its own. */
  readonly sit: (env?: NodeJS.ProcessEnv, size?: { columns: number; rows: number }) => Promise<Pty>;
}

/** Opens the demo's service for the time of a test. */
export async function openShop(t: Pick<TestContext, 'after'>): Promise<Shop> {
  const children = new Children();
  const stage = await openStage();
  t.after(async () => {
    await children.close();
    await closeStage(stage);
  });
  await build(stage, children);
  const service = await startService(children, stage, startArguments);
  const order = async (): Promise<number> => {
    const body = JSON.stringify({
      customer: 'a',
      lines: [{ sku: 'tea', quantity: 1, unitPrice: 450 }],
      voucher: 'SUMMER25',
    });
    const headers = { 'content-type': 'application/json' };
    return (await fetch(`${service.address}/orders`, { method: 'POST', headers, body })).status;
  };
  const sit: Shop['sit'] = async (env = {}, size = { columns: 120, rows: 30 }) => {
    const pty = new Pty(process.execPath, [main, 'attach'], {
      cwd: stage.checkout,
      env: { ...stage.env, ...env },
      ...size,
    });
    t.after(() => pty.close());
    await pty.see(/● attached.*│ loop/);
    return pty;
  };
  return { stage, order, sit };
}
