import { fileURLToPath } from 'node:url';
import { createVitest } from 'vitest/node';
import { type Answer, channelName, type Order, type Pulse } from './messages.ts';

/**
 * A process that runs tests of the package in whose folder it is, as it is told. It says so when a test takes more of the
 * processor than is allowed, which does not hang on what else the machine does.
 */
const [first] = process.argv.slice(2);
const channel = new BroadcastChannel(channelName);
let allowed: number | undefined;
let since = 0;

const seconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};
const answer = (value: Answer): void => {
  process.send!(value);
};

channel.onmessage = (event) => {
  const pulse = (event as MessageEvent<Pulse>).data;
  if (!('seconds' in pulse)) return answer(pulse);
  allowed = pulse.seconds;
  since = seconds();
};
setInterval(() => {
  if (allowed === undefined || seconds() - since <= allowed) return;
  allowed = undefined;
  answer({ endless: 'it went on for too long' });
}, 250);
process.on('message', (order: Order) => channel.postMessage(order));
process.on('disconnect', () => process.exit());

const vitest = await createVitest('test', {
  root: process.cwd(),
  watch: false,
  pool: 'threads',
  maxWorkers: 1,
  isolate: false,
  runner: fileURLToPath(new URL('./mutation-runner.ts', import.meta.url)),
  reporters: [{}],
  // By the clock, which on a busy machine says little.
  testTimeout: 0,
  hookTimeout: 0,
  onConsoleLog: () => false,
});
await vitest.start([first!]);
