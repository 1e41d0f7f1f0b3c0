# In: REDIS_URL, THREADS; lines on standard input: "each N", "together N", "drain N", "rest 0" for tasks that do nothing;
# "bulk N MICROS", "urgent NUMBER MILLIS", "held 0" and "work 0" for tasks that take so long.
# Out: Sidekiq's version, then a line for each that is done: of "urgent" when it set out, of "held" how many tasks Redis
# knows, which does not include those that run. After "work", the number of each urgent task that starts and when
# (CLOCK_MONOTONIC in ns). Ends with its input, or with 1 without Sidekiq.
begin
  require "sidekiq/cli"
  require "sidekiq/api"
rescue LoadError
  exit 1
end

TOGETHER = 500
THREADS = Integer(ENV.fetch("THREADS"))

Sidekiq.logger = Logger.new($stderr, level: Logger::WARN)
# Each thread would print what this Sidekiq asks of a newer client of Redis.
Redis.silence_deprecations = true if Redis.respond_to?(:silence_deprecations=)
Sidekiq.redis = { url: ENV.fetch("REDIS_URL"), size: THREADS + 5 }

class NoOp
  include Sidekiq::Worker
  sidekiq_options queue: "tasks"

  # How many are still to be handled; everything here is done under the lock.
  LOCK = Mutex.new
  CHANGED = ConditionVariable.new
  @left = 0

  def self.expect(tasks)
    LOCK.synchronize { @left = tasks }
  end

  def self.handled
    LOCK.synchronize do
      @left -= 1
      CHANGED.signal if @left.zero?
    end
  end

  def self.await
    LOCK.synchronize { CHANGED.wait(LOCK) until @left.zero? }
  end

  def perform(_text)
    NoOp.handled
  end
end

def nanos
  Process.clock_gettime(Process::CLOCK_MONOTONIC, :nanosecond)
end

class Urgent
  include Sidekiq::Worker
  sidekiq_options queue: "urgent"

  def perform(number, millis)
    $stdout.write("#{number} #{nanos}\n")
    sleep(millis / 1e3)
  end
end

class Bulk
  include Sidekiq::Worker
  sidekiq_options queue: "bulk"

  def perform(micros, _text)
    sleep(micros / 1e6)
  end
end

class Rival
  def initialize
    @next = 0
  end

  def each(tasks)
    tasks.times { NoOp.perform_async(text) }
  end

  def together(tasks)
    tasks.times.each_slice(TOGETHER) do |some|
      Sidekiq::Client.push_bulk("class" => NoOp, "args" => some.map { [text] })
    end
  end

  def drain(tasks)
    NoOp.expect(tasks)
    launch(["tasks"])
    NoOp.await
  end

  def rest(_tasks)
    @launcher.stop
  end

  def bulk(tasks, micros)
    tasks.times.each_slice(TOGETHER) do |some|
      Sidekiq::Client.push_bulk("class" => Bulk, "args" => some.map { [micros, "x" * 160] })
    end
  end

  def urgent(number, millis)
    sent = nanos
    Urgent.perform_async(number, millis)
    sent
  end

  def held(_)
    stats = Sidekiq::Stats.new
    stats.enqueued + stats.scheduled_size + stats.retry_size + stats.dead_size
  end

  def work(_)
    launch(["urgent", "bulk"])
  end

  private

  # Strict: from the first queue as long as it has any.
  def launch(queues)
    @launcher = Sidekiq::Launcher.new(Sidekiq.options.merge(queues: queues, strict: true, concurrency: THREADS))
    @launcher.run
    nil
  end

  def text
    format("%020d", (@next += 1)) + "x" * 230
  end
end

Sidekiq.redis(&:ping)
$stdout.sync = true
puts Sidekiq::VERSION
rival = Rival.new
$stdin.each_line do |line|
  step, *numbers = line.split
  answer = rival.public_send(step, *numbers.map { |number| Integer(number) })
  $stdout.write("#{answer.is_a?(Integer) ? answer : "done"}\n")
end
exit! 0
