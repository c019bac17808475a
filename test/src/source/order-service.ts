/** Settings of a small TypeScript project. */
export const settings = (module: string, more: object = {}): string =>
  JSON.stringify({
    compilerOptions: {
      module,
      target: 'es2022',
      outDir: 'dist',
      rootDir: 'src',
      strict: true,
      skipLibCheck: true,
      types: [],
      ...more,
    },
    include: ['src'],
  });

/** The module that the tests edit. */
export const price: string = [
  "import type { Order } from './order.js';",
  "import { rate } from './rate.js';",
  '',
  'export interface Priced { total: number }',
  'export function price(order: Order): Priced {',
  '  const total: number = order.count * rate;',
  '  return { total };',
  '}',
  '',
].join('\n');

/** A small TypeScript service. */
export const files: Readonly<
  Record<'package.json' | 'tsconfig.json' | 'src/order.ts' | 'src/rate.ts' | 'src/price.ts', string>
> = {
  'package.json': '{"type":"module"}\n',
  'tsconfig.json': settings('nodenext'),
  'src/order.ts': 'export interface Order { count: number }\n',
  'src/rate.ts': 'export const rate = 2;\n',
  'src/price.ts': price,
};

/** What it is compiled to. */
export const outputs: readonly string[] = ['dist/price.js', 'dist/rate.js', 'dist/order.js'];
