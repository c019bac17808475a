import { type Item, itemsOf, type Making, type Offered } from './offered.ts';

/** How a CommonJS module offers its names; `$each` stands for a line for each, `$all` for all of them. */
export const offers: readonly (readonly [each: string, whole: string])[] = [
  ['exports.$name = $name', '$each'],
  ['', 'module.exports = { $all }'],
  ['', 'Object.assign(exports, { $all })'],
  ['module.exports.$name = $name', 'exports = module.exports = function main() { return $n }\n$each'],
  ['', 'exports.late = $n\nmodule.exports = { ...module.exports, $all }'],
  ["Object.defineProperty(exports, '$name', { enumerable: true, get: function () { return $name } })", '$each'],
  ['get $name() { return $name }', 'module.exports = { $list }'],
  [
    '$name: () => $name',
    '__export(exports, { $list })\nfunction __export(to, all) { for (const name in all) Object.defineProperty(to, name, { get: all[name], enumerable: true }) }',
  ],
  ['module.exports.$name = $name', '$each\nmodule.exports = new Proxy(module.exports, {})'],
];

/** How a name is taken from another module: a line, and how the name is used then. */
type Take = readonly [line: string, use: string];

/** By `require`. */
const required: readonly Take[] = [
  ["const { $name: $G } = require('$file')", '$G'],
  ["const $G = require('$file')", '$G.$name'],
  ["const $G = require('$file').$name", '$G'],
  ["const $G_1 = __importStar(require('$file')); function __importStar(m) { return m }", '$G_1.$name'],
  ["var $G = require('$file'), $H = $G.$name", '$H'],
  ["const $G = () => require('$file')", '$G().$name'],
  ["const { $name: $G = 1, missing: $H = 2 } = require('$file')", '$G'],
  ["const $H = require('$file')\nconst { $name: $G } = $H", '$G'],
];

/** By an import of what links by names. */
const imported: readonly Take[] = [
  ["import { $name as $G } from '$file'", '$G'],
  ["import * as $G from '$file'", '$G.$name'],
  ["import * as $G from '$file'\nconst { $name: $H = 1 } = $G", '$H'],
];

/** By an import beside that of the default, where there is one. */
const importedBesideDefault: readonly Take[] = [
  ["import $G, { $name as $H } from '$file'", '$H'],
  ["import $G, * as $H from '$file'", '$H.$name'],
  ["import { default as $G, $name as $H } from '$file'", '$H'],
];

/** By an import of a CommonJS module whose names nobody can tell. */
const importedWhole: readonly Take[] = [["import $G from '$file'", '$G.$name']];

/** The ways in which a module that is made like this takes something from another one. */
export function takesOf(making: Making, from: Offered, { name }: Item): readonly Take[] {
  if (making.syntax === 'commonjs') return required;
  if (making.format === 'module' && from.making.format === 'commonjs')
    // Node finds the names in what compilers write.
    return from.making.compiler === undefined || name === 'default' ? importedWhole : [...importedWhole, ...imported];
  const hasDefault = itemsOf(from).some((item) => item.name === 'default');
  return hasDefault ? [...imported, ...importedBesideDefault] : imported;
}

/** What leads to the exports in what `import()` gives: Node gives those of CommonJS as the default, tsc by their names. */
export function memberOf(making: Making, from: Making): string {
  const isRequired = making.format === 'commonjs' && making.compiler?.startsWith('tsc') === true;
  return from.format === 'module' || isRequired ? '' : '.default';
}
