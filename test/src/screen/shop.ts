import type { TestContext } from 'node:test';
import { join } from 'node:path';
import { readCards } from '../../../shell/dist/connect/cards.js';
import { build } from '../../../shell/dist/demo/build.js';
import { Children } from '../../../shell/dist/demo/children.js';
import { startAttachable } from '../../../shell/dist/demo/service.js';
import { closeStage, openStage, type Stage } from '../../../shell/dist/demo/stage.js';
import { places } from '../patient/places.ts';
import { CutWire } from './cut-wire.ts';
import { Pty } from './pty.ts';

/** The demo's service, and shells that sit in its checkout. */
export interface Shop {
  readonly stage: Stage;
  /** Orders, with a voucher that the service cannot take or another; gives the status of its answer. */
  readonly order: (voucher?: string) => Promise<number>;
  /** Attaches a shell in a terminal of its own. */
  readonly sit: (env?: NodeJS.ProcessEnv, size?: { columns: number; rows: number }, target?: string) => Promise<Pty>;
  /** A wire to the service that can be cut; a shell is attached to its path. */
  readonly wire: () => Promise<CutWire>;
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
  const service = await startAttachable(children, stage);
  const order = async (voucher = 'SUMMER25'): Promise<number> => {
    const body = JSON.stringify({
      customer: 'a',
      lines: [{ sku: 'tea', quantity: 1, unitPrice: 450 }],
      voucher,
    });
    const headers = { 'content-type': 'application/json' };
    return (await fetch(`${service.address}/orders`, { method: 'POST', headers, body })).status;
  };
  const sit: Shop['sit'] = async (env = {}, size = { columns: 120, rows: 30 }, target = 'orders') => {
    const pty = new Pty(process.execPath, [places.shell, 'attach', target], {
      cwd: stage.checkout,
      env: { ...stage.env, ...env },
      ...size,
    });
    t.after(() => pty.close());
    await pty.see(/● attached.*│ loop/);
    return pty;
  };
  const wire = async (): Promise<CutWire> => {
    const [card] = await readCards(stage.env['SUTURE_RUN_DIR'] ?? '');
    const made = new CutWire(join(stage.folder, 'wire.sock'), card?.socket ?? '');
    await made.open();
    t.after(() => made.cut());
    return made;
  };
  return { stage, order, sit, wire };
}
