import type { ModuleFormat } from '@suture/protocol/process.js';

/** What something is that a module offers, by the letter that stands for it in pieces. */
export const kinds = {
  F: 'function',
  A: 'async',
  K: 'constant',
  C: 'class',
  I: 'iterator',
  W: 'waiting',
  O: 'object',
  R: 'registry',
} as const;

export type Kind = (typeof kinds)[keyof typeof kinds];

/** Something that a module offers: the name that it is exported by, and what leads from there to it. */
export interface Item {
  readonly kind: Kind;
  readonly name: string;
  readonly path: string;
}

/** What a module is written in, what that becomes, and by which compiler. */
export interface Making {
  readonly syntax: 'module' | 'commonjs';
  readonly format: ModuleFormat;
  readonly compiler?: string;
}

/** What a module offers to others. */
export interface Offered {
  readonly index: number;
  readonly file: string;
  readonly making: Making;
  /** What it declares, and exports at its end. */
  readonly own: Item[];
  /** What it exports where it stands, and what it passes on. */
  readonly exported: Item[];
}

/** All of it. */
export function itemsOf({ own, exported }: Offered): Item[] {
  return [...own, ...exported];
}
