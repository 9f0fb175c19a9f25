import { writeFile } from "node:fs/promises";
import { cliDocs, docsFile } from "./cli-docs.ts";

// `npm run cli-docs`: after a wanted change of a command or its help. The difference is for the reviewer.
await writeFile(docsFile, cliDocs());
