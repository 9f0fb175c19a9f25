import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Ended, SmallProject, smallPackage } from "./small-project.ts";

/** A breach: where it stands, its text, and what the tool calls it. */
interface Breach {
  readonly file: string;
  readonly text: string;
  readonly rule: string;
}

const sound = {
  "functions/sync/index.ts":
    'import { plan } from "#shared/domain/plan/plan.ts";\n\nexport const handler = (): number => plan(2);',
  "shared/domain/plan/plan.ts": "/** Doubles. */\nexport const plan = (count: number): number => count * 2;",
};

const noTool: Ended = { exitCode: -1, output: "" };

describe("a project without a breach", () => {
  let project: SmallProject;
  beforeAll(async () => {
    project = await SmallProject.create(sound);
  });
  afterAll(() => project.close());

  it.each(["types", "format", "lint", "unused"] as const)("passes the gate `npm run %s`", async (script) => {
    expect(await project.run(script)).toMatchObject({ exitCode: 0 });
  });
});

/** All breaches of a gate stand in one project, a file each, so that the tool runs once. */
function gateFails(
  gate: { readonly script: "types" | "format" | "lint" | "unused"; readonly more?: readonly string[] },
  breaches: readonly Breach[],
): void {
  describe(`the gate \`npm run ${gate.script}\``, () => {
    let project: SmallProject;
    let ended = noTool;
    beforeAll(async () => {
      project = await SmallProject.create({
        ...sound,
        ...Object.fromEntries(breaches.map(({ file, text }) => [file, text])),
      });
      ended = await project.run(gate.script, gate.more);
    });
    afterAll(() => project.close());

    it("fails on a project with breaches", () => {
      expect(ended.exitCode).toBeGreaterThan(0);
    });

    it.each(breaches)("finds $rule in $file", ({ file, rule }) => {
      const lines = ended.output.split("\n").filter((line) => line.includes(file));
      expect(lines).toContainEqual(expect.stringContaining(rule));
    });
  });
}

gateFails({ script: "types" }, [
  { file: "shared/domain/wrong-type.ts", text: 'export const wrong: number = "1";', rule: "TS2322" },
  { file: "shared/domain/enum.ts", text: "export enum Colour { Red }", rule: "TS1294" },
  { file: "shared/domain/unchecked.ts", text: "export const first = (a: string[]): string => a[0];", rule: "TS2322" },
  { file: "shared/domain/unused-local.ts", text: "export const f = () => { const unused = 1; };", rule: "TS6133" },
  {
    file: "shared/domain/value-import.ts",
    text: 'import { Ring } from "./ring.ts";\nexport const ring: Ring = { kind: "ring" };',
    rule: "TS1484",
  },
  {
    file: "shared/domain/ring.ts",
    text: 'export interface Ring { kind: "ring" }\nexport const x: Ring = {};',
    rule: "TS2741",
  },
]);

gateFails({ script: "format", more: ["--reporter=github", "--max-diagnostics=200"] }, [
  { file: "shared/domain/spacing.ts", text: "export const spacing={a:1}", rule: "format" },
  { file: "shared/domain/BadName.ts", text: "export const bad = 1;", rule: "useFilenamingConvention" },
  { file: "shared/domain/barrel.ts", text: 'export { plan } from "./plan.ts";', rule: "noBarrelFile" },
  { file: "shared/domain/star.ts", text: 'export * from "./plan.ts";', rule: "noReExportAll" },
  { file: "shared/domain/any.ts", text: "export const f = (x: any) => x;", rule: "noExplicitAny" },
  { file: "shared/domain/bang.ts", text: "export const f = (x?: string) => x!.length;", rule: "noNonNullAssertion" },
  { file: "shared/domain/default.ts", text: "export default 1;", rule: "noDefaultExport" },
  { file: "shared/domain/space.ts", text: "export namespace Space {\n  export const a = 1;\n}", rule: "noNamespace" },
  {
    file: "shared/domain/cycle-a.ts",
    text: 'import { b } from "./cycle-b.ts";\n\nexport const a = (): number => b();',
    rule: "noImportCycles",
  },
  {
    file: "shared/domain/cycle-b.ts",
    text: 'import { a } from "./cycle-a.ts";\n\nexport const b = (): number => a();',
    rule: "noImportCycles",
  },
  {
    file: "shared/domain/unsorted.ts",
    text: 'import { plan } from "./plan.ts";\nimport { createHash } from "node:crypto";\n\nexport const used = [plan, createHash];',
    rule: "organizeImports",
  },
]);

const promise = "const later = (): Promise<number> => Promise.resolve(1);\n";
const layer = "no-restricted-imports";

gateFails({ script: "lint", more: ["-f", "unix"] }, [
  {
    file: "shared/run/floating.ts",
    text: `${promise}export const f = (): void => { later(); };`,
    rule: "no-floating-promises",
  },
  {
    file: "shared/run/misused.ts",
    text: `${promise}export const f = () => (later() ? 1 : 2);`,
    rule: "no-misused-promises",
  },
  { file: "shared/run/thenable.ts", text: "export const f = async () => { await 1; };", rule: "await-thenable" },
  {
    file: "shared/run/inexhaustive.ts",
    text: 'export const f = (x: "a" | "b"): void => { switch (x) { case "a": console.info(x); } };',
    rule: "switch-exhaustiveness-check",
  },
  { file: "shared/run/console.ts", text: 'export const f = () => console.log("x");', rule: "no-console" },
  { file: "shared/domain/type-from-port.ts", text: 'export type { Clock } from "../ports/clock.ts";', rule: layer },
  { file: "shared/domain/package.ts", text: 'import { z } from "zod";\nexport const s = z.string();', rule: layer },
  { file: "shared/domain/climbing.ts", text: 'export { c } from "./../ports/clock.ts";', rule: layer },
  { file: "shared/domain/roundabout.ts", text: 'export { c } from "#shared/domain/../ports/clock.ts";', rule: layer },
  { file: "shared/ports/roundabout.ts", text: 'export { c } from "../domain/../sync/console.ts";', rule: layer },
  { file: "shared/domain/lazy.ts", text: 'export const f = () => import("zod");', rule: layer },
  { file: "shared/domain/random.ts", text: 'export { randomUUID } from "node:crypto";', rule: layer },
  { file: "shared/domain/clock.ts", text: "export const now = () => Date.now();", rule: "no-restricted-properties" },
  { file: "shared/domain/environment.ts", text: "export const e = () => process.env;", rule: "no-restricted-globals" },
  {
    file: "shared/domain/type-import.ts",
    text: 'export type Z = import("zod").ZodType;',
    rule: "consistent-type-imports",
  },
  {
    file: "shared/ports/from-run.ts",
    text: 'import type { R } from "#shared/run/run.ts";\nexport type S = R;',
    rule: layer,
  },
  {
    file: "shared/ports/package.ts",
    text: 'import type { ZodType } from "zod";\nexport type S = ZodType;',
    rule: layer,
  },
  { file: "shared/config/from-run.ts", text: 'export { f } from "../sync/console.ts";', rule: layer },
  { file: "shared/config/package.ts", text: 'export { default as pMap } from "p-map";', rule: layer },
  { file: "shared/run/from-adapter.ts", text: 'export { f } from "#shared/adapters/ssm/read.ts";', rule: layer },
  { file: "shared/run/sdk.ts", text: 'export { SSMClient } from "@aws-sdk/client-ssm";', rule: layer },
  { file: "shared/operator/from-adapter.ts", text: 'export { f } from "#shared/adapters/ssm/read.ts";', rule: layer },
  { file: "shared/operator/package.ts", text: 'export { default as pMap } from "p-map";', rule: layer },
  { file: "shared/operator/from-cli.ts", text: 'export { f } from "../../functions/cli/run-words.ts";', rule: layer },
  { file: "shared/operator/roundabout.ts", text: 'export { f } from "../sync/../adapters/ssm/read.ts";', rule: layer },
  { file: "shared/run/from-operator.ts", text: 'export { f } from "../operator/package.ts";', rule: layer },
  {
    file: "shared/adapters/ssm/from-operator.ts",
    text: 'export { f } from "#shared/operator/package.ts";',
    rule: layer,
  },
  { file: "shared/adapters/ssm/sibling.ts", text: 'export { f } from "../sns/send.ts";', rule: layer },
  {
    file: "shared/adapters/ssm/far-sibling.ts",
    text: 'export { f } from "#shared/adapters/sns/send.ts";',
    rule: layer,
  },
  { file: "shared/adapters/ssm/from-run.ts", text: 'export { f } from "#shared/run/console.ts";', rule: layer },
  { file: "shared/adapters/ssm/from-test.ts", text: 'export type { F } from "#test/fakes/fake.ts";', rule: layer },
  { file: "shared/names.ts", text: 'export { plan } from "./domain/plan.ts";', rule: layer },
  { file: "functions/sync/from-test.ts", text: 'export { f } from "#test/fakes/fake.ts";', rule: layer },
  { file: "functions/sync/from-infra.ts", text: 'export { f } from "../../infra/app.ts";', rule: layer },
  { file: "infra/from-domain.ts", text: 'export { plan } from "#shared/domain/plan/plan.ts";', rule: layer },
  { file: "infra/from-function.ts", text: 'export { handler } from "../functions/sync/index.ts";', rule: layer },
  {
    file: "test/focused.test.ts",
    text: `import { it } from "vitest";\nit${".only"}("x", () => {});`,
    rule: "no-focused-tests",
  },
  {
    file: "test/skipped.test.ts",
    text: 'import { it } from "vitest";\nit.skip("x", () => {});',
    rule: "no-disabled-tests",
  },
]);

gateFails({ script: "unused", more: ["--reporter=compact"] }, [
  { file: "package.json", text: smallPackage({ "left-over": "1.0.0" }), rule: "left-over" },
  { file: "shared/domain/unused-file.ts", text: "export const a = 1;", rule: "unused-file.ts" },
  {
    file: "shared/domain/half-used.ts",
    text: "export const used = 1;\nexport const unusedExport = 2;",
    rule: "unusedExport",
  },
  {
    file: "functions/dispatch/index.ts",
    text: 'import { used } from "#shared/domain/half-used.ts";\nimport { missing } from "not-listed";\n\nexport const handler = [used, missing];',
    rule: "not-listed",
  },
]);
