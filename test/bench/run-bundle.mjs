// Runs a built bundle once and tells its parent what that took. Plain JavaScript, so that nothing but the bundle is
// loaded into the process that is measured.
import { readFileSync } from "node:fs";

const [bundleUrl, eventText] = process.argv.slice(2);
const lambdaMs = 15 * 60_000;

const { handler } = await import(bundleUrl);
const end = Date.now() + lambdaMs;
const context = {
  getRemainingTimeInMillis: () => end - Date.now(),
  awsRequestId: "00000000-0000-4000-8000-000000000000",
};

const cpuBefore = process.cpuUsage();
const began = performance.now();
const result = await handler(JSON.parse(eventText), context).then(
  (summary) => ({ summary }),
  (error) => ({ failure: `${error.name}: ${error.message}` }),
);
const wallMs = performance.now() - began;
const { user, system } = process.cpuUsage(cpuBefore);
process.send({ ...result, wallMs, cpuMs: (user + system) / 1_000, peakBytes: peakBytes() });
process.disconnect();

/** Highest resident memory. `resourceUsage` would count what the parent had when it forked, on Linux. */
function peakBytes() {
  try {
    const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"));
    return Number(kilobytes) * 1_024;
  } catch {
    return process.resourceUsage().maxRSS * 1_024;
  }
}
