// In: REDIS_URL, THREADS, LEASE (seconds after which a dead worker's tasks are to come back; 0 for BullMQ's own default);
// lines on standard input: "each N", "together N", "drain N", "rest 0" for tasks that do nothing; "bulk N MICROS",
// "urgent NUMBER MILLIS", "held 0" and "work 0" for tasks that take so long.
// Out: BullMQ's version once Redis answers, then a line for each that is done: of "urgent" when it set out, of "held" how
// many tasks Redis knows. After "work", the number of each urgent task that starts and when (CLOCK_MONOTONIC in ns). Ends
// with its input, or with 1 without BullMQ.
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
const lease = Number(process.env.LEASE) * 1000;
// A lock that ended is seen by one look and believed by the next.
const leases = lease > 0 ? { lockDuration: lease / 2, stalledInterval: lease / 2 } : {};
// 1 is the highest priority but for none at all, and the more the later.
const BEHIND = 10;
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

async function bulk(tasks, micros) {
  for (let done = 0; done < tasks; done += TOGETHER) {
    const jobs = [];
    for (let i = done; i < Math.min(tasks, done + TOGETHER); i++) {
      jobs.push({ name: 'bulk', data: { millis: micros / 1000, text: 'x'.repeat(160) }, opts: { priority: BEHIND } });
    }
    await queue.addBulk(jobs);
  }
}

async function urgent(number, millis) {
  const sent = process.hrtime.bigint();
  await queue.add('urgent', { number, millis });
  return sent;
}

async function held() {
  const counts = await queue.getJobCounts();
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

async function work() {
  worker = new bullmq.Worker('tasks', start, { connection, concurrency, ...leases });
  worker.on('error', (error) => console.error(error));
  await worker.waitUntilReady();
}

async function start(job) {
  if (job.name === 'urgent') {
    process.stdout.write(`${job.data.number} ${process.hrtime.bigint()}\n`);
  }
  if (job.data.millis > 0) {
    await new Promise((resolve) => setTimeout(resolve, job.data.millis));
  }
}

const steps = { each, together, drain, rest, bulk, urgent, held, work };

function version() {
  const packageFile = path.join(path.dirname(require.resolve('bullmq')), '..', '..', 'package.json');
  return require(packageFile).version;
}

async function main() {
  await queue.waitUntilReady();
  console.log(version());
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const [step, ...numbers] = line.split(' ');
    const answer = await steps[step](...numbers.map(Number));
    console.log(String(answer ?? 'done'));
  }
  process.exit(0);
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
