# In: REDIS_URL, THREADS; lines "each N", "together N", "drain N", "rest 0" on standard input.
# Out: Celery's version once its worker is ready, then a line for each that is done. Ends with its input, or with 1
# without Celery.
import multiprocessing
import os
import signal
import sys
import threading
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
app = celery.Celery("rival", broker=url)
app.conf.update(
    task_acks_late=True,
    worker_prefetch_multiplier=1,
    task_ignore_result=True,
    worker_redirect_stdouts=False,
    broker_connection_retry_on_startup=True,
)

# Shared with the processes of the pool, which are forked later.
left = multiprocessing.Value("i", 0)
handled = multiprocessing.Event()


@app.task(name="no_op")
def no_op(text):
    with left:
        left.value -= 1
        if left.value == 0:
            handled.set()


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


def serve():
    rival = Rival()
    print(celery.__version__, flush=True)
    for line in sys.stdin:
        step, tasks = line.split()
        getattr(rival, step)(int(tasks))
        print("done", flush=True)
    os.kill(os.getpid(), signal.SIGTERM)


@celery.signals.worker_ready.connect
def ready(**_):
    threading.Thread(target=serve, daemon=True).start()


app.Worker(
    pool="prefork", concurrency=int(os.environ["THREADS"]), queues=["none"], loglevel="ERROR", quiet=True
).start()
