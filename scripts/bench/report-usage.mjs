// Preloaded (`node --import`) into a measured process: at its end it writes what was used to the file named by
// SP_BENCH_USAGE. CPU time includes all threads. Memory is the peak of this program alone where the system tells (Linux);
// getrusage may report the parent's. Jobs are those of the engine's worker threads, as they pass between the threads.
import { readFileSync, writeFileSync } from 'node:fs';
import { isMainThread, Worker } from 'node:worker_threads';

const path = process.env.SP_BENCH_USAGE;
if (isMainThread && path) {
  const jobs = watchJobs();
  process.once('exit', () => {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    const usage = { cpuMs: (userCPUTime + systemCPUTime) / 1000, peakBytes: peakOf(maxRSS), jobs };
    writeFileSync(path, JSON.stringify(usage));
  });
}

/** Kind of job → how often and how long, in milliseconds of the workers. */
function watchJobs() {
  const jobs = {};
  const running = new WeakMap();
  const { postMessage, emit } = Worker.prototype;
  Worker.prototype.postMessage = function (message, ...rest) {
    running.set(this, message?.kind);
    return postMessage.call(this, message, ...rest);
  };
  Worker.prototype.emit = function (name, message, ...rest) {
    const kind = running.get(this);
    if (name === 'message' && message?.kind === 'done' && kind !== undefined) {
      const sum = (jobs[kind] ??= { count: 0, ms: 0 });
      sum.count += 1;
      sum.ms += message.durationMs;
    }
    return emit.call(this, name, message, ...rest);
  };
  return jobs;
}

function peakOf(maxRssKilobytes) {
  try {
    const kilobytes = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
    return Number(kilobytes ?? maxRssKilobytes) * 1024;
  } catch {
    return maxRssKilobytes * 1024;
  }
}
