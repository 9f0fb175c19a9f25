import { readFileSync } from "node:fs";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { approvalItem } from "#test/fixtures/approval-item.ts";
import { generateOrganisation } from "#test/fixtures/people.ts";
import { Customer } from "./customer.ts";

const text = readFileSync(new URL("../../docs/operations.md", import.meta.url), "utf8");
const people = 60;

/** The JSON of an option in the first command that has it and the text, with its placeholders filled in. */
function option(name: string, { having, values }: { having: string; values: Readonly<Record<string, string>> }) {
  const commands = text.match(/^aws .*?(?=^```$|^aws )/gms) ?? [];
  const command = commands.find((one) => one.includes(`${name} '`) && one.includes(having));
  const [, json = ""] = new RegExp(`${name} '([^']*)'`, "s").exec(command ?? "") ?? [];
  return JSON.parse(Object.entries(values).reduce((filled, [key, value]) => filled.replaceAll(key, value), json));
}

let customer: Customer;
let heldRun = "";
beforeAll(async () => {
  customer = await Customer.start(generateOrganisation({ seed: 21, people, sharedMailboxes: 0 }));
  await customer.run();
});
afterAll(() => customer.close());

const statusOf = async (status: string) =>
  (await customer.items("roster")).filter((user) => user["status"] === status && user["sourceId"] !== undefined);

/** What docs/operations.md tells an operator to type, tried in this order. */
describe("the runbook", () => {
  it("finds the held list by its query", async () => {
    const agents = [...customer.organisation.people.values()].filter(
      ({ administrator }) => administrator === undefined,
    );
    for (const person of agents.slice(0, 30)) customer.organisation.leave(person);
    const { run } = await customer.run();
    expect(run).toMatchObject({ status: "held", changes: { deactivated: 0 } });
    expect(run.changes.held).toBeGreaterThan(20);
    heldRun = run.runId;
    const { ":r": beginning, ":held": outcome } = unmarshall(
      option("--expression-attribute-values", { having: "outcome = :held", values: { RUN_ID: heldRun } }),
    );
    const changes = await customer.items("history", { beginning });
    expect(changes.filter((change) => change["outcome"] === outcome)).toHaveLength(run.changes.held);
  });

  it("runs again under an approval of that list", async () => {
    const records = await customer.items("history", { beginning: `change#${heldRun}#` });
    const held = records.filter(({ outcome }) => outcome === "held");
    await customer.put("approvals", approvalItem({ runId: heldRun, records, at: new Date() }));
    const event = option("--payload", { having: '"requestedBy":"you"', values: {} });
    const { run } = await customer.run(event);
    expect(run).toMatchObject({ status: "succeeded", changes: { deactivated: held.length, held: 0 } });
    const [approval] = await customer.items("approvals", { beginning: "approval#" });
    expect(approval).toMatchObject({ usedBy: run.runId });
    expect(await statusOf("Inactive")).toHaveLength(held.length);
  });

  it("undoes a run with its event, and ends the dry runs that would follow", async () => {
    const runs = await customer.items("history", { beginning: "run#" });
    const values = { RUN_ID: String(runs.at(-1)?.["runId"]) };
    const inactive = await statusOf("Inactive");
    const { run } = await customer.run(option("--payload", { having: '"trigger":"undo"', values }));
    expect(run).toMatchObject({ trigger: "undo", changes: { reactivated: inactive.length } });
    expect(await statusOf("Inactive")).toEqual([]);
    expect((await customer.items("settings"))[0]).toMatchObject({ mode: "plan" });

    const { ":apply": mode } = unmarshall(
      option("--expression-attribute-values", { having: "#mode = :apply", values: {} }),
    );
    await customer.change({ mode });
    expect((await customer.run()).run).toMatchObject({ mode: "apply", status: "held" });
  });
});
