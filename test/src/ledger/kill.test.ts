import test from 'node:test';
import { checkAtEnd, type Killing, killOnce, twoModules } from './killing.ts';
import { Shop } from './shop.ts';

const rounds = Number(process.env['SUTURE_TEST_ROUNDS'] ?? 5);

test(`killed ${rounds} times in the middle of a change: nothing acknowledged is lost, nothing is half-applied`, async (t) => {
  const shop = new Shop(t, { files: twoModules });
  const killing: Killing = { allowed: [[]], nextFactor: 2 };
  for (let round = 0; round < rounds; round++) await killOnce(shop, killing, Math.random);
  await checkAtEnd(shop, killing);
});
