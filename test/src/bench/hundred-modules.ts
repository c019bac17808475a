/** Files of a service of 100 small ES modules and no dependencies, each of which imports two others; `main.js` starts it. */
export function hundredModules(): Record<string, string> {
  const files: Record<string, string> = {
    'main.js': `import { createServer } from 'node:http';
import { price0 } from './module0.js';
createServer((request, response) => response.end(String(price0([])))).listen(0, () => console.log('ready to serve'));
`,
  };
  for (let id = 0; id < 100; id += 1) {
    const imported = [2 * id + 1, 2 * id + 2].filter((other) => other < 100);
    const imports = imported.map((other) => `import { price${other} } from './module${other}.js';\n`);
    files[`module${id}.js`] = `${imports.join('')}${moduleText(id, imported)}`;
  }
  return files;
}

function moduleText(id: number, imported: readonly number[]): string {
  return `
const rates = new Map([['gold', ${id}], ['silver', ${id + 1}]]);
let seen = 0;

export class Store extends Map {
  #limit = ${id};
  constructor(name = 'store${id}') {
    super();
    this.name = name;
  }
  keep(key, value) {
    if (this.size > this.#limit) this.delete(this.keys().next().value);
    return this.set(key, { value, at: Date.now() });
  }
  async fetch(key, { retries = 3, timeout = 100 } = {}) {
    for (let attempt = 0; attempt < retries; attempt += 1) {
      const found = this.get(key);
      if (found) return found.value;
      await new Promise((resolve) => setTimeout(resolve, timeout * attempt));
    }
    throw new Error(\`nothing for \${key} in \${this.name}\`);
  }
}

/** Prices the lines of an order at the rate of its customer. */
export function price${id}(lines, customer = {}) {
  seen += 1;
  const rate = rates.get(customer.rate) ?? 1;
  const total = lines.reduce((sum, line) => sum + line.price * line.count, 0);
  if (total > ${id * 10}) {
    const reduced = lines.filter((line) => line.reduced).map(({ name }) => name.trim());
    return { total: total * rate, reduced, seen, by: customer.name };
  }
  switch (customer.kind) {
    case 'gold':
      return { total: total * 0.9, reduced: [], seen };
    default:
      return { total, reduced: [], seen };
  }
}

export const problemsOf = (order) => {
  const problems = [];
  if (!Array.isArray(order.lines)) return ['lines is not a list'];
  order.lines.forEach((line, index) => {
    if (typeof line.price !== 'number') problems.push(\`line \${index} has no price\`);
    if (!(line.count > 0)) problems.push(\`line \${index} has no count\`);
  });
  return problems;
};

export function counter(start = 0) {
  let count = start;
  const listeners = new Set();
  return {
    add(n = 1) {
      count += n;
      for (const listener of listeners) listener(count);
      return count;
    },
    on(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    reset: () => {
      count = start;
    },
  };
}

export const prices = [${imported.map((other) => `price${other}`).join(', ')}];
`;
}
