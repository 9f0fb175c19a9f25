// A cold start: says so as soon as the handler is there.
import { writeSync } from "node:fs";

const { handler } = await import(process.argv[2]);
writeSync(1, typeof handler);
process.exit(0);
