import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Stage, type StagedTenant } from "./stage.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.start();
});
afterAll(() => stage.close());

describe("settings show", () => {
  it("works", async () => {
    const tenant: StagedTenant = await stage.tenant("shown");
    console.log(await tenant.run(["settings", "show"]));
    const t = tenant.terminal(["settings", "show"]);
    await t.ended();
    console.log(t.text);
    console.log(await tenant.run(["doctor"]));
    console.log(await tenant.run(["plan"]));
    console.log(await tenant.run(["run", "--wait"]));
    console.log(await tenant.run(["explain", "jose@aurelia.example"]));
    const r = tenant.terminal(["run", "--wait"]);
    await r.ended();
    console.log(JSON.stringify(r.raw));
    const r2 = tenant.terminal(["runs"]);
    await r2.ended();
    console.log(r2.text);
    const r3 = tenant.terminal(["plan"]);
    await r3.ended();
    console.log(r3.text);
  });
});
