# In: REDIS_URL, THREADS; lines "each N", "together N", "drain N", "rest 0" on standard input.
# Out: Sidekiq's version, then a line for each that is done. Ends with its input, or with 1 without Sidekiq.
begin
  require "sidekiq/cli"
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
    @launcher = Sidekiq::Launcher.new(Sidekiq.options.merge(queues: ["tasks"], concurrency: THREADS))
    @launcher.run
    NoOp.await
  end

  def rest(_tasks)
    @launcher.stop
  end

  private

  def text
    format("%020d", (@next += 1)) + "x" * 230
  end
end

Sidekiq.redis(&:ping)
$stdout.sync = true
puts Sidekiq::VERSION
rival = Rival.new
$stdin.each_line do |line|
  step, tasks = line.split
  rival.public_send(step, Integer(tasks))
  puts "done"
end
exit! 0
