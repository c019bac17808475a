import type { Remark } from '@suture/protocol/remark.js';
import type { Channel } from '../connect/channel.ts';
import { mapFrames } from '../source/map-frames.ts';
import { below } from './consequences.ts';
import type { ReadablePlan } from './plan-edit.ts';

/** Says the lines of the repository's source in warnings that name places of what runs. */
export async function withPlaces(channel: Channel, plan: ReadablePlan): Promise<ReadablePlan> {
  const told = async <R extends Remark>(remark: R): Promise<R> => {
    const { places = [], reason } = remark;
    if (places.length === 0) return remark;
    const mapped = await mapFrames(channel, places, { patched: true });
    let text = '';
    let rest = reason;
    for (const [index, { path, line }] of places.entries()) {
      const named = `${path}:${line}`;
      const at = rest.indexOf(named);
      const place = mapped[index];
      if (at < 0 || !place) continue;
      text += `${rest.slice(0, at)}${below(channel.greeting.root, place.path)}:${place.line}`;
      rest = rest.slice(at + named.length);
    }
    return { ...remark, reason: text + rest };
  };
  const modules = plan.modules.map(async (module) => ({
    ...module,
    warnings: await Promise.all(module.warnings.map(told)),
  }));
  return { ...plan, modules: await Promise.all(modules) };
}
