import type { Metafile } from "esbuild";
import { afterEach, describe, expect, it } from "vitest";
import { bundleFunction, entryOf, functionNames } from "#functions/build.ts";
import { cliMetafile } from "./cli-metafile.ts";
import { bundledPackages, layerBreaches, ownFiles } from "./layers.ts";
import { SmallProject } from "./small-project.ts";

describe.each(functionNames)("the bundle of %s", (name) => {
  const bundle = bundleFunction(name);

  it("keeps the layers", async () => {
    const { metafile } = await bundle;
    const files = ownFiles(metafile.inputs);
    expect(files).toContain(entryOf(name));
    expect(files.filter((file) => file.startsWith("shared/domain/")).length).toBeGreaterThan(0);
    expect(layerBreaches(metafile)).toEqual([]);
  });

  it("is under 1 MB, with one HTTP client of its own kind: Node's fetch", async () => {
    const { code, metafile } = await bundle;
    expect(code.byteLength).toBeLessThan(1_000_000);
    expect(bundledPackages(metafile)).not.toContain("node-fetch");
  });
});

describe("the operator's program", () => {
  const metafile = cliMetafile();

  it("keeps the layers", async () => {
    const files = ownFiles((await metafile).inputs);
    for (const folder of ["functions/cli/commands/", "shared/operator/", "shared/domain/"])
      expect(files.filter((file) => file.startsWith(folder)).length).toBeGreaterThan(5);
    expect(layerBreaches(await metafile)).toEqual([]);
  });

  it("shares no file of its own with what runs unattended", async () => {
    const unattended = await Promise.all((["sync", "dispatch"] as const).map((name) => bundleFunction(name)));
    const files = unattended.flatMap((bundle) => ownFiles(bundle.metafile.inputs));
    expect(files.length).toBeGreaterThan(50);
    expect(files.filter((file) => /^(?:functions\/(?:cli|page|format)|shared\/operator)\//.test(file))).toEqual([]);
  });
});

describe("what only sync needs", () => {
  it("is the RingCentral SDK, which dispatch does not carry", async () => {
    const [sync, dispatch] = await Promise.all([bundleFunction("sync"), bundleFunction("dispatch")]);
    expect(bundledPackages(sync.metafile)).toContain("@ringcentral/sdk");
    expect(bundledPackages(dispatch.metafile)).not.toContain("@ringcentral/sdk");
  });
});

describe("the layers of a small project", () => {
  const projects: SmallProject[] = [];
  afterEach(async () => {
    for (const project of projects.splice(0)) await project.close();
  });

  const files = {
    "functions/sync/index.ts": 'import { run } from "#shared/run/run.ts";\nexport const handler = () => run();',
    "shared/run/run.ts": 'import { plan } from "../domain/plan/plan.ts";\nexport const run = () => plan();',
    "shared/domain/plan/plan.ts":
      'import { createHash } from "node:crypto";\nexport const plan = () => createHash("md5");',
    "shared/operator/ask.ts": "export const ask = () => 1;",
    "shared/ports/clock.ts": "export const clock = 1;",
    "shared/adapters/ssm/read.ts": "export const read = () => 1;",
    "shared/adapters/sns/send.ts": "export const send = () => 1;",
    "test/fakes/fake.ts": "export const fake = () => 1;",
  };

  async function breachesWith(changed: Readonly<Record<string, string>>): Promise<readonly string[]> {
    const project = await SmallProject.create({ ...files, ...changed });
    projects.push(project);
    return layerBreaches((await bundleFunction("sync", project.root)).metafile);
  }

  const handler = "export const handler = () => read();";

  it("are kept as they stand", async () => {
    expect(await breachesWith({})).toEqual([]);
  });

  it.each([
    {
      breach: "shared/domain/plan/plan.ts -> shared/ports/clock.ts",
      text: 'export { clock as plan } from "../../ports/clock.ts";',
    },
    { breach: "shared/domain/plan/plan.ts -> zod", text: 'export { z as plan } from "zod";' },
    { breach: "shared/domain/plan/plan.ts -> node:fs", text: 'export { readFileSync as plan } from "node:fs";' },
    { breach: "shared/domain/plan/plan.ts -> zod", text: 'export const plan = () => import("zod");' },
    {
      breach: "shared/run/run.ts -> shared/adapters/ssm/read.ts",
      text: 'export { read as run } from "#shared/adapters/ssm/read.ts";',
    },
    {
      breach: "shared/run/run.ts -> shared/operator/ask.ts",
      text: 'export { ask as run } from "../operator/ask.ts";',
    },
    {
      breach: "functions/sync/index.ts -> test/fakes/fake.ts",
      text: 'export { fake as handler } from "#test/fakes/fake.ts";',
    },
  ])("are broken by $breach: $text", async ({ breach, text }) => {
    const [file = ""] = breach.split(" ");
    expect(await breachesWith({ [file]: text })).toContainEqual(expect.stringContaining(`${breach}: `));
  });

  it.each([
    { breach: "shared/operator/ask.ts -> shared/adapters/ssm/read.ts", from: "#shared/adapters/ssm/read.ts" },
    { breach: "shared/operator/ask.ts -> functions/cli/words.ts", from: "../../functions/cli/words.ts" },
    { breach: "shared/operator/ask.ts -> p-map", from: "p-map" },
  ])("are broken by $breach", async ({ breach, from }) => {
    const breaches = await breachesWith({
      "functions/sync/index.ts": 'export { ask as handler } from "#shared/operator/ask.ts";',
      "functions/cli/words.ts": "export default 1;",
      "shared/operator/ask.ts": `import read from "${from}";\nexport const ask = () => read;`,
      "shared/adapters/ssm/read.ts": "export default 1;",
    });
    expect(breaches).toEqual([expect.stringContaining(`${breach}: `)]);
  });

  it("are kept by an operator's use case that uses the sync's", async () => {
    const breaches = await breachesWith({
      "functions/sync/index.ts": 'export { ask as handler } from "#shared/operator/ask.ts";',
      "shared/operator/ask.ts": 'export { run as ask } from "../run/run.ts";',
    });
    expect(breaches).toEqual([]);
  });

  it("are broken where an adapter imports its sibling", async () => {
    const breaches = await breachesWith({
      "functions/sync/index.ts": `import { read } from "#shared/adapters/ssm/read.ts";${handler}`,
      "shared/adapters/ssm/read.ts": 'export { send as read } from "#shared/adapters/sns/send.ts";',
    });
    expect(breaches).toEqual(["shared/adapters/ssm/read.ts -> shared/adapters/sns/send.ts: a sibling adapter"]);
  });
});

describe("files that belong to no layer", () => {
  it("are a breach by being bundled", () => {
    const inputs: Metafile["inputs"] = { "scripts/x.ts": { bytes: 1, imports: [] } };
    expect(layerBreaches({ inputs, outputs: {} })).toEqual(["scripts/x.ts: belongs to no layer that ships"]);
  });
});
