import { dataExercises } from './data-exercises.ts';
import { serviceExercises } from './service-exercises.ts';
import { type PackageExercise, upgradeExercises } from './upgrade-exercises.ts';

/** Two consecutive releases of a published package, and what shows that one has become the other. */
export interface UpgradePair extends PackageExercise {
  readonly package: string;
  readonly from: string;
  readonly to: string;
  /** What the package is written in, and what it is made of. */
  readonly kind: string;
  /** Says that the command itself carries it out as well. */
  readonly byCommand?: boolean;
}

const exercises = { ...upgradeExercises, ...serviceExercises, ...dataExercises };

const pair = (
  kind: string,
  name: string,
  from: string,
  to: string,
  more: Pick<UpgradePair, 'byCommand'> = {},
): UpgradePair => {
  const exercise = exercises[name];
  if (!exercise) throw new Error(`nothing exercises ${name}`);
  return { kind, package: name, from, to, ...exercise, ...more };
};
const compiled = { module: 'TypeScript to ESM', commonjs: 'TypeScript to CommonJS', both: 'TypeScript to both' };

/** The pairs of releases, one after the other as they were published. */
export const upgradePairs: readonly UpgradePair[] = [
  pair(compiled.commonjs, 'cookie', '1.0.1', '1.0.2', { byCommand: true }),
  pair(compiled.commonjs, 'cookie', '1.0.2', '1.1.0'),
  pair(compiled.commonjs, 'cookie', '1.1.0', '1.1.1'),
  pair(compiled.commonjs, 'cookie', '1.1.1', '2.0.0'),
  pair(compiled.module, 'cookie', '2.0.0', '2.0.1'),
  pair(compiled.module, 'cookie', '2.0.1', '2.0.2', { byCommand: true }),
  pair('CommonJS, classes', 'semver', '7.7.4', '7.8.0'),
  pair('CommonJS, classes', 'semver', '7.8.0', '7.8.1'),
  pair('CommonJS, classes', 'semver', '7.8.1', '7.8.2'),
  pair('CommonJS, classes', 'semver', '7.8.5', '7.8.6'),
  pair('CommonJS', 'ini', '4.1.1', '4.1.2'),
  pair('CommonJS', 'ini', '4.1.2', '4.1.3'),
  pair(compiled.both, 'superstruct', '1.0.3', '1.0.4'),
  pair(`${compiled.both}, generators`, 'superstruct', '1.0.4', '2.0.0'),
  pair(`${compiled.both}, generators`, 'superstruct', '2.0.1', '2.0.2'),
  pair(`${compiled.commonjs}, generators`, 'path-to-regexp', '8.0.0', '8.1.0'),
  pair(`${compiled.commonjs}, closures`, 'path-to-regexp', '8.1.0', '8.2.0'),
  pair(`${compiled.commonjs}, closures`, 'path-to-regexp', '8.2.0', '8.3.0'),
  pair(`${compiled.commonjs}, generators`, 'path-to-regexp', '8.3.0', '8.4.0'),
  pair(`${compiled.commonjs}, closures`, 'path-to-regexp', '8.4.1', '8.4.2'),
  pair('CommonJS, ES5', 'qs', '6.15.3', '6.15.4'),
  pair('CommonJS, ES5', 'qs', '6.15.4', '6.16.0'),
  pair('CommonJS, ES5', 'qs', '6.16.0', '6.16.1'),
  pair('CommonJS, ES5', 'qs', '6.17.0', '6.17.1'),
  pair('CommonJS, classes, sockets', 'ws', '8.20.1', '8.21.0'),
  pair('CommonJS, classes, sockets', 'ws', '8.21.3', '8.22.0'),
  pair('CommonJS, classes, sockets', 'ws', '8.22.0', '8.22.1'),
  pair('CommonJS, classes, sockets', 'ws', '8.22.2', '8.23.0'),
  pair('CommonJS and ESM, classes', 'commander', '14.0.0', '14.0.1', { byCommand: true }),
  pair('CommonJS and ESM, classes', 'commander', '14.0.1', '14.0.2'),
  pair(`${compiled.both}, private state`, 'lru-cache', '11.3.5', '11.3.6'),
  pair(`${compiled.both}, private state`, 'lru-cache', '11.3.6', '11.4.0'),
  pair(`${compiled.both}, private state`, 'lru-cache', '11.4.0', '11.5.0'),
  pair(`${compiled.both}, private state`, 'lru-cache', '11.5.1', '11.5.2'),
  pair(`${compiled.module}, private state`, 'p-queue', '9.2.0', '9.3.0'),
  pair(`${compiled.module}, private state`, 'p-queue', '9.3.1', '9.3.2'),
  pair(`${compiled.module}, private state`, 'p-queue', '9.3.2', '9.3.3'),
  pair(`${compiled.module}, private state`, 'p-queue', '9.3.3', '9.3.4'),
  pair(`${compiled.module}, private state`, 'p-queue', '9.3.4', '9.3.5'),
  pair('ESM', 'nanoid', '5.1.15', '5.1.16'),
  pair('ESM', 'nanoid', '6.0.0', '6.0.1'),
  pair('ESM, classes', 'toad-cache', '3.5.0', '3.6.0'),
  pair('ESM, classes', 'toad-cache', '3.7.1', '3.7.4'),
  pair('CommonJS, streams', 'light-my-request', '6.5.1', '6.6.0'),
  pair('CommonJS, streams', 'light-my-request', '6.8.0', '6.8.1'),
  pair('CommonJS, code generator', 'fast-json-stringify', '7.3.1', '7.3.2'),
  pair('CommonJS, code generator', 'fast-json-stringify', '7.3.4', '7.3.5'),
  pair('CommonJS, code generator', 'fast-json-stringify', '7.3.5', '7.3.6'),
  pair('CommonJS', 'fast-uri', '4.1.3', '4.1.4'),
  pair('CommonJS', 'fast-uri', '4.1.5', '4.2.0'),
  pair('CommonJS', 'fast-uri', '4.2.2', '4.2.3'),
  pair('CommonJS, closures', 'find-my-way', '9.9.0', '9.10.0'),
  pair('CommonJS, closures', 'find-my-way', '9.10.0', '9.10.1'),
  pair(`${compiled.both}, private state`, 'minimatch', '11.0.7', '11.0.8'),
  pair(`${compiled.both}, private state`, 'minimatch', '11.0.8', '11.0.9'),
  pair('CommonJS', 'secure-json-parse', '4.1.0', '4.1.1'),
  pair('CommonJS, state', 'avvio', '9.3.0', '9.3.1'),
  pair('CommonJS, files', 'sonic-boom', '5.0.0', '5.0.1'),
  pair('CommonJS, files', 'sonic-boom', '5.0.1', '5.0.2'),
  pair('CommonJS, closures', 'fastq', '1.20.1', '1.20.2'),
  pair('CommonJS, closures', 'router', '2.1.0', '2.2.0'),
  pair('CommonJS, closures', 'router', '2.2.0', '2.3.0'),
  pair('ESM, classes', 'luxon', '3.7.0', '3.7.1'),
  pair('ESM, classes', 'luxon', '3.7.1', '3.7.2'),
  pair(`${compiled.module}, classes`, 'jose', '6.2.15', '6.2.16'),
  pair(`${compiled.module}, classes`, 'jose', '6.2.16', '6.2.17'),
  pair(`${compiled.commonjs}, classes`, 'yaml', '2.8.4', '2.9.0'),
  pair(`${compiled.commonjs}, classes`, 'yaml', '2.9.0', '2.9.1'),
  pair(`${compiled.module}, minified`, 'marked', '18.2.0', '18.2.1'),
  pair(`${compiled.module}, classes`, 'hono', '4.13.16', '4.13.17'),
  pair(`${compiled.module}, classes`, 'hono', '4.13.17', '4.13.18'),
  pair(`${compiled.module}, classes`, 'hono', '4.13.18', '4.13.19'),
  pair('CommonJS, servers', 'koa', '3.1.2', '3.2.0'),
  pair('CommonJS, servers', 'koa', '3.2.0', '3.2.1'),
  pair('CommonJS, servers', 'koa', '3.2.1', '3.3.0'),
  pair(`${compiled.both}, one file`, '@koa/router', '15.5.0', '15.6.0'),
  pair(`${compiled.both}, one file`, '@koa/router', '15.6.0', '15.7.0'),
  pair('CommonJS, servers', 'fastify', '5.12.6', '5.12.7'),
  pair('CommonJS, servers', 'fastify', '5.12.7', '5.12.8'),
  pair('CommonJS, classes, servers', '@hapi/hapi', '21.4.9', '21.4.10'),
  pair('ESM to CommonJS, one file', 'axios', '1.20.0', '1.21.0'),
  pair('ESM to CommonJS, one file', 'axios', '1.21.0', '1.21.1'),
  pair(`${compiled.module}, sockets`, 'nodemailer', '10.4.0', '10.5.0'),
  pair(`${compiled.module}, sockets`, 'nodemailer', '10.5.0', '10.6.0'),
  pair('CommonJS, streams', '@fastify/busboy', '3.2.4', '3.2.5'),
  pair('CommonJS, streams', '@fastify/busboy', '3.2.5', '3.2.6'),
  pair('CommonJS, streams', 'streamx', '2.26.0', '2.27.0'),
  pair(`${compiled.both}, classes`, 'socket.io-parser', '4.2.5', '4.2.6'),
  pair(`${compiled.both}, classes`, 'socket.io-parser', '4.2.6', '4.2.7'),
  pair(`${compiled.module}, observers`, '@tanstack/query-core', '5.106.1', '5.107.1'),
  pair(`${compiled.module}, observers`, '@tanstack/query-core', '5.107.1', '5.108.0'),
  pair(`${compiled.module}, one file`, 'tough-cookie', '6.0.1', '6.0.2'),
  pair(`${compiled.module}, one file`, 'tough-cookie', '6.0.2', '6.1.0'),
  pair(`${compiled.module}, state machines`, 'xstate', '5.33.1', '5.33.2'),
  pair(`${compiled.module}, state machines`, 'xstate', '5.33.2', '5.33.3'),
  pair('ESM, streams', 'csv-parse', '7.0.1', '7.0.2'),
  pair(`${compiled.both}, one file`, 'immer', '11.2.7', '11.2.9'),
  pair(`${compiled.both}, one file`, 'immer', '11.2.9', '11.2.10'),
  pair(`${compiled.both}, one file`, 'valibot', '1.4.1', '1.4.2'),
  pair(`${compiled.module}, classes`, 'kysely', '0.29.7', '0.29.8'),
  pair(`${compiled.module}, classes`, 'kysely', '0.29.8', '0.29.9'),
  pair('ESM, parsers', 'fast-xml-parser', '5.12.0', '5.12.1'),
  pair('ESM in one file, ES5', 'acorn', '8.17.0', '8.18.0'),
  pair('ESM in one file, ES5', 'acorn', '8.18.0', '8.19.0'),
  pair(`${compiled.module}, classes`, 'graphql', '17.0.1', '17.0.2'),
  pair(`${compiled.module}, classes`, 'graphql', '17.0.2', '17.1.0'),
  pair('ESM, code generator', 'msgpackr', '2.1.2', '2.1.3'),
  pair(`${compiled.module}, minified`, 'croner', '11.0.0', '11.0.1'),
  pair(`${compiled.both}, one file`, 'liquidjs', '10.29.0', '10.30.0'),
  pair(`${compiled.both}, one file`, 'liquidjs', '10.30.0', '10.30.1'),
];
