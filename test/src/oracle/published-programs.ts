/** A program that leans on a published package and prints what it got. */
export interface PublishedProgram {
  readonly name: string;
  /** The packages whose every module is rewritten. */
  readonly packages: readonly string[];
  readonly source: string;
}

/** Prints the message and the lines of an error: guards may not move a line. */
const frames = `const where = (error) => error.message + error.stack.split('\\n').filter((line) => line.includes('node_modules')).map((line) => line.replace(/.*node_modules/, '').replace(/:\\d+\\)?$/, '')).join();\n`;

/** Programs over packages that differ much in age and style. */
export const publishedPrograms: readonly PublishedProgram[] = [
  {
    name: 'acorn parses itself',
    packages: ['acorn'],
    source: `import * as acorn from 'acorn';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
const text = readFileSync(createRequire(import.meta.url).resolve('acorn'), 'utf8').slice(0, 100);
console.log(JSON.stringify(acorn.parse('class A extends B { #x = 1; get y() { return this.#x } }', { ecmaVersion: 'latest' })), text.length);
for (const token of acorn.tokenizer('a => \`x\${a}\`', { ecmaVersion: 'latest' })) console.log(token.type.label);
try { acorn.parse('let let = 1', { ecmaVersion: 6 }); } catch (error) { console.log(where(error)); }`,
  },
  {
    name: 'lodash, in sloppy CommonJS of 17,000 lines',
    packages: ['lodash'],
    source: `import _ from 'lodash';
console.log(_.VERSION, Object.keys(_).length, _.chunk([1, 2, 3], 2), _.get({ a: [{ b: 3 }] }, 'a[0].b'));
console.log(_.template('hello <%= who %>')({ who: 'you' }), _.curry((a, b, c) => a + b + c)(1)(2)(3));
console.log(_([3, 1, 2]).sortBy().map((n) => n * 2).value(), _.cloneDeep(new Map([[1, { a: 1 }]])), _.partialRight(Math.max, 3)(1));
console.log(_.isEqual(new Set([1]), new Set([1])), _.runInContext().map([1], String), _.memoize((x) => x * 2)(4));`,
  },
  {
    name: 'fast-check with its generators and classes',
    packages: ['fast-check', 'pure-rand'],
    source: `import fc from 'fast-check';
console.log(JSON.stringify(fc.sample(fc.record({ a: fc.integer(), b: fc.array(fc.string()) }), { seed: 7, numRuns: 5 })));
console.log(fc.check(fc.property(fc.array(fc.nat()), (all) => all.length < 4), { seed: 3 }).counterexample);
await fc.assert(fc.asyncProperty(fc.scheduler(), async (s) => { s.schedule(Promise.resolve(1)); await s.waitAll(); }), { seed: 1 });
console.log(await fc.check(fc.asyncProperty(fc.integer(), async (n) => n < 100), { seed: 5 }).then((r) => r.numShrinks));`,
  },
  {
    name: 'valibot, functions in objects in functions',
    packages: ['valibot'],
    source: `import * as v from 'valibot';
const order = v.pipe(v.object({ id: v.pipe(v.string(), v.uuid()), lines: v.array(v.object({ count: v.pipe(v.number(), v.minValue(1)) })) }), v.transform(({ lines }) => lines.length));
console.log(JSON.stringify(v.safeParse(order, { id: 'x', lines: [{ count: 0 }] }).issues.map(({ message }) => message)));
console.log(await v.parseAsync(v.pipeAsync(v.string(), v.checkAsync(async (x) => x === 'a')), 'a'));
try { v.parse(v.number(), 'x'); } catch (error) { console.log(where(error)); }`,
  },
  {
    name: 'commander with its event emitter and accessors',
    packages: ['commander'],
    source: `import { Command } from 'commander';
const program = new Command('demo').exitOverride().configureOutput({ writeOut: console.log, writeErr: console.log });
program.command('serve <port>').option('-v, --verbose').action(async (port, options) => console.log(port, options));
await program.parseAsync(['serve', '80', '-v'], { from: 'user' });
console.log(program.helpInformation());
try { program.parse(['nothing'], { from: 'user' }); } catch (error) { console.log(error.code, where(error)); }`,
  },
  {
    name: 'diff, compiled ESM with inheritance',
    packages: ['diff'],
    source: `import { createTwoFilesPatch, diffWords, applyPatch, structuredPatch } from 'diff';
const [old, now] = ['a\\nb\\nc\\n', 'a\\nB\\nc\\nd\\n'];
const patch = createTwoFilesPatch('x', 'y', old, now);
console.log(patch, applyPatch(old, patch) === now, JSON.stringify(diffWords('one two', 'one three')));
console.log(JSON.stringify(structuredPatch('x', 'y', old, now)));`,
  },
  {
    name: 'react renders on the server',
    packages: ['react'],
    source: `import React, { createElement, Children, isValidElement, memo, forwardRef } from 'react';
const element = createElement('ul', { id: 'x' }, [1, 2].map((n) => createElement('li', { key: n }, n)));
console.log(isValidElement(element), Children.toArray(element.props.children).map(({ key }) => key), memo(() => null).$$typeof, forwardRef((p, r) => r));
console.log(React.version);
try { React.Children.only([1]); } catch (error) { console.log(where(error)); }`,
  },
  {
    name: 'yaml and js-yaml agree',
    packages: ['yaml', 'js-yaml'],
    source: `import * as yaml from 'yaml';
import old from 'js-yaml';
const text = 'a: &x\\n  - 1\\n  - two\\nb: *x\\nc: |\\n  line\\n  next\\nd: 2001-12-14\\n';
console.log(JSON.stringify(yaml.parse(text)), JSON.stringify(old.load(text)), yaml.stringify({ a: [1, { b: 'c: d' }] }), old.dump({ a: [1] }));
console.log(String(yaml.parseDocument('a: 1 # note\\nb: [1, 2]')), [...new yaml.Parser().parse('a: 1')].length);
try { yaml.parse('a: [1'); } catch (error) { console.log(error.code, where(error)); }
try { old.load('a: [1'); } catch (error) { console.log(error.reason, where(error)); }`,
  },
  {
    name: 'zod, classes in both module systems',
    packages: ['zod'],
    source: `import { z } from 'zod';
import { createRequire } from 'node:module';
const twice = createRequire(import.meta.url)('zod');
for (const { object, string, number } of [z, twice.z]) {
  const schema = object({ name: string().min(2), age: number().int().optional() }).strict();
  console.log(JSON.stringify(schema.safeParse({ name: 'x', extra: 1 }).error.issues), schema.parse({ name: 'xy' }));
}
console.log(await z.string().transform(async (x) => x.length).parseAsync('four'));`,
  },
  {
    name: 'semver, find-my-way and qs, small CommonJS',
    packages: ['semver', 'find-my-way', 'qs', 'he'],
    source: `import semver from 'semver';
import router from 'find-my-way';
import qs from 'qs';
import he from 'he';
console.log(semver.satisfies('1.2.3', '^1.0.0 || >3'), semver.sort(['2.0.0', '1.0.0-rc.1', '1.0.0']), semver.inc('1.2.3', 'minor'));
const routes = router({ defaultRoute: (request) => request.url + '?' });
routes.on('GET', '/a/:id(^\\\\d+$)/*', (request, response, params) => JSON.stringify(params));
console.log(routes.lookup({ method: 'GET', url: '/a/12/x' }, {}), routes.lookup({ method: 'GET', url: '/b' }, {}), routes.prettyPrint());
console.log(qs.stringify(qs.parse('a[b][]=1&a[b][]=2&c=%20')), he.encode('<é>'), he.decode('&amp;&copy;'));`,
  },
].map((program) => ({ ...program, source: frames + program.source }));
