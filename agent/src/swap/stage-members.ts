import { arrangement } from './arrange.ts';
import type { ClassHook, ModuleProgram } from './program.ts';
import { type StagedMember, stageMember, stageProperty } from './property.ts';
import type { ScopeHook } from './registry.ts';
import type { LiveState } from './staged-module.ts';

/** Works out what classes and objects of a module gain and lose, in the order in which it is set; changes nothing. */
export function stageMembers(
  part: Pick<ModuleProgram, 'members' | 'properties' | 'arrangements'>,
  state: LiveState,
  hookOf: (hook: ClassHook) => ScopeHook,
  evaluate: (hook: ScopeHook, code: string) => unknown,
): StagedMember[] {
  const members: StagedMember[] = [];
  for (const member of part.members)
    members.push(stageMember(member, hookOf(member.hook), evaluate, state.overlay, members));
  const arranged = part.arrangements.map(({ keys, code }) => arrangement(evaluate(state.scope, code) as object, keys));
  const properties = part.properties.map((property) =>
    stageProperty(property, evaluate(state.scope, property.code) as [object, unknown]),
  );
  return [...members, ...arranged.map(({ before }) => before), ...properties, ...arranged.map(({ after }) => after)];
}
