import { buildFunctions } from "#functions/build.ts";
import { measureSize } from "./measure-size.ts";
await buildFunctions();
const m = await measureSize({ people: Number(process.argv[2]), subAccounts: 40, bundle: new URL("../../dist/sync/index.mjs", import.meta.url), memoryMb: Number(process.argv[3]), repeats: 1 });
for (const x of m) console.log(x.people, x.kind, "cpu", (x.cpuMs/1000).toFixed(2), "wall", (x.wallMs/1000).toFixed(1), "db", (x.databaseMs/1000).toFixed(1), "peakMB", (x.peakBytes/1048576).toFixed(0), x.calls, x.minimumCalls);
