import type { AnyNode, Class } from 'acorn';
import { visitChildren } from '../../syntax/children.ts';
import type { Analysis, Binding, ClassSite, Scope, Site } from '../../syntax/scope.ts';

/** Something that a source names as it likes: a variable of any scope, or a private member of a class. */
export interface Named {
  readonly index: number;
  /** As it is written: that of a private member begins with `#`. */
  readonly word: string;
  /** Where its name is declared. */
  readonly declared: readonly AnyNode[];
  readonly uses: AnyNode[];
  /** What it belongs to: the module, a function, or for private members the class. */
  readonly home: Site | Class | 'module';
  /** Its name is that of an export, and says so to others. */
  readonly isPublic: boolean;
  /** Others than the function that declares it have to do with it. */
  readonly isShared: boolean;
  readonly isPrivate: boolean;
}

/** Everything that a source names. */
export interface Names {
  /** In the order in which it is declared: the same for two sources that differ in names alone. */
  readonly all: readonly Named[];
  /** By each identifier that stands for it. */
  readonly of: ReadonlyMap<AnyNode, Named>;
}

/** Collects what a source names, each with every place that it stands at. */
export function namesIn(analysis: Analysis): Names {
  const all: Named[] = [];
  const of = new Map<AnyNode, Named>();
  const known = new Map<Binding, Named>();
  const open = publicNames(analysis);
  const note = (named: Omit<Named, 'index'>): Named => {
    const made = { ...named, index: all.length };
    all.push(made);
    for (const node of [...made.declared, ...made.uses]) of.set(node, made);
    return made;
  };
  for (const binding of analysis.scopes.flatMap(({ bindings }) => [...bindings.values()])) {
    const uses = binding.references.map(({ node }) => node as AnyNode);
    const same = binding.kind === 'self' ? of.get(binding.names[0] as AnyNode) : undefined;
    if (same) {
      // A class is known to itself by the name that it is declared with.
      for (const node of uses) of.set(node, same);
      same.uses.push(...uses);
      known.set(binding, same);
      continue;
    }
    const home = homeOf(binding.scope);
    const isShared = home === 'module' || binding.captured || binding.kind === 'function';
    const isPublic = binding.names.some((node) => open.has(node as AnyNode));
    note({
      word: binding.name,
      declared: binding.names as AnyNode[],
      uses,
      home,
      isPublic,
      isShared,
      isPrivate: false,
    });
  }
  for (const owner of analysis.classes) notePrivates(analysis, owner, note);
  return { all, of };
}

function homeOf({ site }: Scope): Named['home'] {
  return site ?? 'module';
}

function notePrivates(analysis: Analysis, owner: ClassSite, note: (named: Omit<Named, 'index'>) => Named): void {
  const members = new Map<string, AnyNode[]>();
  for (const member of owner.node.body.body)
    if ('key' in member && member.key.type === 'PrivateIdentifier')
      members.set(member.key.name, [...(members.get(member.key.name) ?? []), member.key]);
  for (const [name, declared] of members) {
    const uses = analysis.privates.flatMap((use) => (use.class === owner && use.name === name ? [use.node] : []));
    note({
      word: `#${name}`,
      declared,
      uses: uses as AnyNode[],
      home: owner.node,
      isPublic: false,
      isShared: true,
      isPrivate: true,
    });
  }
}

/** Declared names that others import. */
function publicNames({ program }: Analysis): Set<AnyNode> {
  const open = new Set<AnyNode>();
  const visit = (node: AnyNode): void => {
    if (node.type === 'Identifier') open.add(node);
    else if (!('params' in node) && node.type !== 'ClassBody') visitChildren(node, visit);
  };
  for (const statement of program.body) {
    if (statement.type !== 'ExportNamedDeclaration' || !statement.declaration) continue;
    const { declaration } = statement;
    if (declaration.type === 'VariableDeclaration') for (const { id } of declaration.declarations) visit(id);
    else open.add(declaration.id);
  }
  return open;
}

/** The names that each home has. */
export function wordsByHome({ all }: Names): Map<Named['home'], Set<string>> {
  const words = new Map<Named['home'], Set<string>>();
  for (const { home, word } of all) {
    const known = words.get(home);
    if (known) known.add(word);
    else words.set(home, new Set([word]));
  }
  return words;
}
