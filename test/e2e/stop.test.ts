import { readFileSync } from "node:fs";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { afterAll, beforeAll, expect, it } from "vitest";
import { generateOrganisation } from "#test/fixtures/people.ts";
import { Customer } from "./customer.ts";

const people = 600;
let customer: Customer;
beforeAll(async () => {
  customer = await Customer.start(generateOrganisation({ seed: 23, people, sharedMailboxes: 0 }), "off");
});
afterAll(() => customer.close());

const records = async (runId: string, outcome: string) =>
  (await customer.items("history", { beginning: `change#${runId}#` })).filter(
    (change) => change["outcome"] === outcome,
  );

/** The values that docs/operations.md gives to a machine without the command line. */
function documented(having: string): Record<string, unknown> {
  const text = readFileSync(new URL("../../docs/operations.md", import.meta.url), "utf8");
  const commands = text.match(/^aws .*?(?=^```$|^aws )/gms) ?? [];
  const command = commands.find((one) => one.includes("update-item") && one.includes(having));
  const [, json = ""] = /--expression-attribute-values '([^']*)'/s.exec(command ?? "") ?? [];
  return unmarshall(JSON.parse(json));
}

it("ends before its next chunk when a stop request names it, and clears the request", async () => {
  customer.onRosterWrite(50, async () => {
    const [lease] = await customer.items("history", { beginning: "lease" });
    await customer.put("work", {
      ...{ area: "control#default", entry: "stop", runId: lease?.["runId"] },
      ...{ by: "operator", at: new Date().toISOString() },
    });
  });
  const { run } = await customer.run();
  expect(run).toMatchObject({ status: "partial", stoppedBy: "operator", changes: { created: 256 } });
  expect(run.reasons).toMatchObject([{ code: "STOPPED", details: { by: "request", applied: 256, planned: people } }]);
  expect(await records(run.runId, "planned")).toHaveLength(people - 256);
  expect(await customer.items("history", { beginning: "lease" })).toEqual([]);
  const deletes = customer.aws.requests.entries.filter(
    ({ operation, table }) => operation === "DeleteItem" && table === customer.aws.tables.work,
  );
  expect(deletes.length).toBeGreaterThan(0);
});

it("obeys what the emergency stop writes into the settings table, in a run of the schedule", async () => {
  const { ":off": serviceEnabled } = documented("serviceEnabled");
  expect(serviceEnabled).toBe(false);
  customer.onRosterWrite(20, () => void customer.change({ serviceEnabled }));
  const { run } = await customer.run({ trigger: "schedule", scheduledFor: new Date().toISOString() });
  expect(run.reasons).toMatchObject([{ code: "STOPPED", details: { by: "serviceEnabled", applied: 256 } }]);
});

it("obeys the mode, also in a run by hand, and is made up for by the next run", async () => {
  const { ":plan": mode } = documented("mode");
  expect(mode).toBe("plan");
  await customer.change({});
  for (const user of (await customer.items("roster")).filter(({ sourceId }) => sourceId !== undefined).slice(0, 300))
    await customer.put("roster", { ...user, dataSourceId: "9" });
  customer.onRosterWrite(10, () => void customer.change({ mode }));
  const { run } = await customer.run();
  expect(run.reasons).toMatchObject([{ code: "STOPPED", details: { by: "mode" } }]);
  await customer.change({});
  expect((await customer.run()).run).toMatchObject({ status: "succeeded" });
  expect((await customer.items("roster")).filter(({ dataSourceId }) => dataSourceId === "9")).toEqual([]);
});
