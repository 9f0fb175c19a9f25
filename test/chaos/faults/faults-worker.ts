import { parentPort, workerData } from "node:worker_threads";
import { AllFaults } from "./all-faults.ts";
import { shapeOf, sortOf, titleOf } from "./fault-case.ts";

// Plays its share of the cases whose title begins as asked: every `of`-th, from number `share` on.
const { share, of, only } = workerData as { readonly share: number; readonly of: number; readonly only: string };
const all = await AllFaults.generate(only === "" ? undefined : only.split("/")[0]);
const wanted = all.cases.filter((one) => titleOf(one).startsWith(only));
const kinds = new Map<string, number>();
for (const one of wanted) kinds.set(sortOf(one), (kinds.get(sortOf(one)) ?? 0) + 1);
const calls = new Map([...all.calls].map(([scenario, names]) => [scenario, names.map(shapeOf)]));
parentPort?.postMessage({ calls, cases: wanted.length, kinds });
for (const one of wanted.filter((_, index) => index % of === share)) parentPort?.postMessage(await all.play(one));
