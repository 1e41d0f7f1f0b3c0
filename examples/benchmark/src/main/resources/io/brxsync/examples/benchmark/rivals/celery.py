# In: REDIS_URL, THREADS, LEASE (seconds after which a dead worker's tasks are to come back; 0 for Celery's own default);
# lines on standard input: "each N", "together N", "drain N", "rest 0" for tasks that do nothing; "bulk N MICROS",
# "urgent NUMBER MILLIS", "held 0" and "work 0" for tasks that take so long.
# Out: Celery's version, then a line for each that is done: of "urgent" when it set out, of "held" how many tasks Redis
# knows. After "work", the number of each urgent task that starts and when (CLOCK_MONOTONIC in ns). Ends with its input,
# or with 1 without Celery.
import multiprocessing
import os
import signal
import sys
import threading
import time
import warnings

try:
    import celery
    import celery.platforms
    import celery.signals
    import redis
except ImportError:
    sys.exit(1)

# Who runs a benchmark as root knows.
warnings.simplefilter("ignore", celery.platforms.SecurityWarning)
url = os.environ["REDIS_URL"]
lease = int(os.environ["LEASE"])
# A worker takes from the first of its queues as long as that has any.
transport = {"queue_order_strategy": "priority"}
if lease:
    # And a look each second for what was not acknowledged in time, not each 100 s.
    transport.update(visibility_timeout=lease, unacked_restore_interval=1, unacked_restore_throttle=1)
app = celery.Celery("rival", broker=url)
app.conf.update(
    task_acks_late=True,
    worker_prefetch_multiplier=1,
    task_ignore_result=True,
    worker_redirect_stdouts=False,
    broker_connection_retry_on_startup=True,
    broker_transport_options=transport,
)

# Shared with the processes of the pool, which are forked later.
left = multiprocessing.Value("i", 0)
handled = multiprocessing.Event()
# The worker wants the main thread; who reads the lines is another one.
queues = None
wanted = threading.Event()
up = threading.Event()


@app.task(name="no_op")
def no_op(text):
    with left:
        left.value -= 1
        if left.value == 0:
            handled.set()


@app.task(name="urgent")
def urgent(number, millis):
    # At once, so that lines of several processes do not mix.
    os.write(1, b"%d %d\n" % (number, time.monotonic_ns()))
    time.sleep(millis / 1e3)


@app.task(name="bulk")
def bulk(micros, text):
    time.sleep(micros / 1e6)


class Rival:
    def __init__(self):
        self.next = 0
        self.phase = 0

    def queue(self):
        # The worker hears of a queue as it is to be drained, so that nobody works while tasks are enqueued.
        return f"tasks{self.phase}"

    def each(self, tasks):
        with app.producer_pool.acquire(block=True) as producer:
            for _ in range(tasks):
                self.next += 1
                no_op.apply_async((f"{self.next:020d}" + "x" * 230,), queue=self.queue(), producer=producer)

    # Celery has nothing for many at once.
    together = each

    def drain(self, tasks):
        start(["none"])
        handled.clear()
        left.value = tasks
        app.control.add_consumer(self.queue(), reply=True, limit=1, timeout=10)
        handled.wait()
        # Handled is not acknowledged.
        with redis.Redis.from_url(url) as client:
            while client.hlen("unacked") > 0:
                pass

    def rest(self, tasks):
        self.phase += 1

    def bulk(self, tasks, micros):
        with app.producer_pool.acquire(block=True) as producer:
            for _ in range(tasks):
                bulk.apply_async((micros, "x" * 160), queue="bulk", producer=producer)

    def urgent(self, number, millis):
        sent = time.monotonic_ns()
        urgent.apply_async((number, millis), queue="urgent")
        return sent

    def held(self, _):
        with redis.Redis.from_url(url) as client:
            return client.llen("urgent") + client.llen("bulk") + client.hlen("unacked")

    def work(self, _):
        start(["urgent", "bulk"])


def start(names):
    global queues
    queues = names
    wanted.set()
    up.wait()


def serve():
    rival = Rival()
    print(celery.__version__, flush=True)
    for line in sys.stdin:
        step, *numbers = line.split()
        answer = getattr(rival, step)(*map(int, numbers))
        print("done" if answer is None else answer, flush=True)
    # Celery says goodbye on standard output, where only answers belong.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.kill(os.getpid(), signal.SIGTERM)


@celery.signals.worker_ready.connect
def ready(**_):
    up.set()


threading.Thread(target=serve, daemon=True).start()
wanted.wait()
app.Worker(
    pool="prefork", concurrency=int(os.environ["THREADS"]), queues=queues, loglevel="ERROR", quiet=True
).start()
