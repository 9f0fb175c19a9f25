import { casesOf, titleOf, faultName, shapeOf } from "./fault-case.ts";
import { playCase, referenceOf } from "./play-case.ts";
import { syncScenarios } from "./sync-scenarios.ts";
const seen = new Map<string, number>();
const only = process.argv[2];
const every = Number(process.argv[3] ?? 1);
const bad = new Map<string, string[]>();
let n = 0, total = 0, open = 0;
const t = performance.now();
for (const scenario of syncScenarios) {
  let ref;
  try { ref = await referenceOf(scenario); } catch (e) { process.stdout.write(`${scenario.name}: ${(e as Error).stack}\n`); continue; }
  const cases = casesOf(scenario.name, { calls: ref.run.calls, seen });
  console.log(scenario.name, ref.run.calls.length, "calls", cases.length, "cases", ref.run.end.kind === "resolved" ? [ref.run.end.record.status, JSON.stringify(ref.run.end.record.changes)] : ref.run.end);
  if (only !== undefined && only !== "all" && !scenario.name.startsWith(only)) continue;
  for (const c of cases) {
    total += 1;
    if (total % every !== 0) continue;
    n += 1;
    try { open += await playCase(c, ref); } catch (e) {
      const key = `${scenario.name} | ${shapeOf(c.name)} | ${(e as Error).message.slice(0, 230)}`;
      bad.set(key, [...(bad.get(key) ?? []), titleOf(c)]);
    }
  }
}
console.log(n, "of", total, "open", open, ((performance.now() - t) / n).toFixed(0), "ms each");
for (const [k, v] of bad) console.log(k, "\n    ", v.length, v.slice(0, 6).map((x) => x.split("/").slice(1).join("/")).join("; "));
