import { execFileSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { templateFile, templateText } from "./template-text.ts";

// `npm run template`: after a wanted change of the stack. The difference is for the reviewer.
await writeFile(templateFile, await templateText());
execFileSync("biome", ["format", "--write", "--config-path=.ci/biome.base.json", templateFile], { stdio: "inherit" });
