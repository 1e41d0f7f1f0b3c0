// In: REDIS_URL, THREADS; lines "each N", "together N", "drain N", "rest 0" on standard input.
// Out: BullMQ's version once Redis answers, then a line for each that is done. Ends with its input, or with 1 without BullMQ.
const TOGETHER = 500;
let bullmq;
try {
  bullmq = require('bullmq');
  require('ioredis');
} catch (missing) {
  process.exit(1);
}
const path = require('node:path');
const readline = require('node:readline');

const url = new URL(process.env.REDIS_URL);
const connection = { host: url.hostname, port: Number(url.port) };
const concurrency = Number(process.env.THREADS);
// Ours forgets what is done as well.
const queue = new bullmq.Queue('tasks', { connection, defaultJobOptions: { removeOnComplete: true } });
let worker;
let next = 0;

const text = () => String(next++).padStart(20, '0') + 'x'.repeat(230);

async function each(tasks) {
  for (let i = 0; i < tasks; i++) {
    await queue.add('no-op', { text: text() });
  }
}

async function together(tasks) {
  for (let done = 0; done < tasks; done += TOGETHER) {
    const jobs = [];
    for (let i = done; i < Math.min(tasks, done + TOGETHER); i++) {
      jobs.push({ name: 'no-op', data: { text: text() } });
    }
    await queue.addBulk(jobs);
  }
}

function drain(tasks) {
  return new Promise((resolve, reject) => {
    let left = tasks;
    worker = new bullmq.Worker('tasks', async () => {}, { connection, concurrency });
    // Told once Redis knows.
    worker.on('completed', () => {
      if (--left === 0) resolve();
    });
    worker.on('failed', (job, error) => reject(error));
    worker.on('error', reject);
  });
}

async function rest() {
  await worker.close();
}

const steps = { each, together, drain, rest };

function version() {
  const packageFile = path.join(path.dirname(require.resolve('bullmq')), '..', '..', 'package.json');
  return require(packageFile).version;
}

async function main() {
  await queue.waitUntilReady();
  console.log(version());
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const [step, tasks] = line.split(' ');
    await steps[step](Number(tasks));
    console.log('done');
  }
  process.exit(0);
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
