import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { runSchema } from "./schemas.ts";
import { Stage, type StagedTenant } from "./stage.ts";

let stage: Stage;
let tenant: StagedTenant;
let count = 0;
beforeAll(async () => {
  stage = await Stage.start();
});
afterAll(() => stage.close());
beforeEach(async () => {
  count += 1;
  tenant = await stage.tenant(`stop-${count}`, { serviceEnabled: true });
});

const stoppedSchema = z.strictObject({
  run: z.strictObject({ runId: runSchema.shape.runId, progress: z.looseObject({ phase: z.string() }) }).optional(),
  service: z.enum(["switched-off", "was-off", "left-on"]),
  ended: runSchema.optional(),
});

/** A run that reads for some seconds. */
async function slowRun(): Promise<void> {
  tenant.ringCentral.faults.add({ when: "**/extension**", fault: { kind: "slow", delayMs: 4_000 }, times: 1 });
  await tenant.run(["run"]);
  for (let tries = 0; tries < 100; tries += 1) {
    if ((await tenant.all("history")).some(({ entry }) => entry === "lease")) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("the run has not begun");
}

describe("stop", () => {
  it("stops the run that goes on and switches the service off, and says how to go on", async () => {
    await slowRun();
    const { code, stdout } = await tenant.run(["stop", "--wait"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Run [0-9A-Z]{26} was asked to stop \(reading.*\)\. It ends before its next 256 changes/);
    expect(stdout).toContain("The service was switched off (serviceEnabled is false): the schedule starts no run.");
    expect(stdout).toContain("To go on: `user-sync settings set serviceEnabled=true`, then `user-sync run`.");
    expect(stdout).toMatch(/stopped by +sandbox\n/);
    expect(stdout).toContain("STOPPED: the run was stopped on request: it ended before it had applied anything");
    expect(await tenant.settings()).toMatchObject({ serviceEnabled: false });
    expect(await tenant.all("roster")).toHaveLength(1);
    // What the command says does go on.
    await tenant.run(["settings", "set", "serviceEnabled=true", "--yes"]);
    expect(runSchema.parse(await tenant.json(["run", "--wait"]))).toMatchObject({ changes: { created: 4 } });
  });

  it("stops this run alone where it is told to", async () => {
    await slowRun();
    const stopped = stoppedSchema.parse(await tenant.json(["stop", "--this-run", "--wait"]));
    expect(stopped).toMatchObject({
      service: "left-on",
      ended: {
        runId: stopped.run?.runId,
        status: "partial",
        reasons: [{ code: "STOPPED", details: { by: "request" } }],
      },
    });
    expect(await tenant.settings()).toMatchObject({ serviceEnabled: true });
  });

  it("says that there is nothing to stop, and switches the service off all the same", async () => {
    const this_ = await tenant.run(["stop", "--this-run"]);
    expect(this_).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("No run is going on: there is none to stop."),
    });
    expect(this_.stdout).toContain("The service stays as it is");
    const both = await tenant.run(["stop", "--wait"]);
    expect(both.stdout).toContain("No run is going on: there is none to stop.");
    expect(await tenant.settings()).toMatchObject({ serviceEnabled: false });
    expect(stoppedSchema.parse(await tenant.json(["stop"]))).toEqual({ service: "was-off" });
    expect((await tenant.run(["settings", "history"])).stdout).toMatch(
      /saved by sandbox[\s\S]*serviceEnabled: yes -> no|serviceEnabled: true -> false/,
    );
  });
});
