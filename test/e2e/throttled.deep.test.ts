import { afterEach, describe, expect, it } from "vitest";
import { generateOrganisation } from "#test/fixtures/people.ts";
import type { Fault } from "#test/simulators/aws/faults.ts";
import { Customer } from "./customer.ts";

const people = 40;
const writes = ["PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem"] as const;
/** What Lambda leaves the run from its first change record on: 3 s of work and the 30 s to end in. */
const leftMs = 33_000;

let customer: Customer;
afterEach(() => customer.close());

/** A scheduled run of which the writes are throttled for good: those to the roster, or all from the first of them on. */
async function throttledRun(table: "roster" | "all tables") {
  customer = await Customer.start(generateOrganisation({ seed: 13, people, sharedMailboxes: 0 }), "off");
  const { aws } = customer;
  const throttle = (of: Partial<Fault>) => {
    for (const operation of writes)
      aws.faults.add({ service: "dynamodb", operation, kind: "throttle", times: 1_000_000, ...of });
  };
  throttle({ table: aws.tables.roster });
  const running = customer.process("sync", [{ trigger: "schedule", scheduledFor: new Date().toISOString() }]);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const add = aws.requests.add.bind(aws.requests);
  aws.requests.add = (entry) => {
    add(entry);
    if (entry.operation !== "BatchWriteItem" || timer !== undefined) return;
    running.leave(leftMs);
    timer = setTimeout(running.kill, leftMs);
  };
  customer.onRosterWrite(1, () => {
    if (table === "all tables") throttle({});
  });
  const ended = await running.ended;
  clearTimeout(timer);
  aws.faults.clear();
  const [record] = await customer.items("history", { beginning: "run#" });
  return { ended, record };
}

const outOfTime = { status: "partial", reasons: [{ code: "OUT_OF_TIME", details: { left: people } }] };

describe("a run whose writes are throttled for as long as it lives", () => {
  it("ends in time with OUT_OF_TIME, and the next one does the work", async () => {
    const { ended, record } = await throttledRun("roster");
    expect(ended).toMatchObject({ signal: null, ends: [{ kind: "resolved", value: outOfTime }] });
    expect(record).toMatchObject(outOfTime);
    // Whether the last attempts were carried out is for the next run to find out.
    expect(await customer.items("history", { beginning: "lease" })).toHaveLength(1);
    await customer.expireLease();
    expect((await customer.run()).run).toMatchObject({ status: "succeeded", changes: { created: people } });
    const records = await customer.items("history", { beginning: "change#" });
    expect(records.filter(({ outcome }) => outcome === "planned")).toEqual([]);
  });

  it("ends in time with OUT_OF_TIME even where its own record is not accepted", async () => {
    const { ended, record } = await throttledRun("all tables");
    expect(ended).toMatchObject({ signal: null, ends: [{ kind: "resolved", value: outOfTime }] });
    expect(record).not.toHaveProperty("finishedAt");
    await customer.expireLease();
    expect((await customer.run()).run).toMatchObject({ status: "succeeded", changes: { created: people } });
  });
});
