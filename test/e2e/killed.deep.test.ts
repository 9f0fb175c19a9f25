import { afterEach, describe, expect, it } from "vitest";
import { generateOrganisation } from "#test/fixtures/people.ts";
import { Customer } from "./customer.ts";

const people = 80;
let customer: Customer;
afterEach(() => customer.close());

describe("a process that is killed while it writes the roster", () => {
  it.each([1, 40, people])(
    "is made up for by the next one, with one record for each user: at write %i",
    async (write) => {
      const organisation = generateOrganisation({ seed: 9, people, sharedMailboxes: 0, otherExtensionsShare: 0.1 });
      customer = await Customer.start(organisation);
      const running = customer.process("sync", [{}]);
      customer.onRosterWrite(write, running.kill);
      const killed = await running.ended;
      expect([killed.signal, killed.ends]).toEqual(["SIGKILL", []]);
      const [left] = await customer.items("history", { beginning: "run#" });
      expect(left).not.toHaveProperty("finishedAt");
      const before = (await customer.items("roster")).length;
      expect(before).toBeGreaterThan(write - 1);

      // Two minutes have not passed: the killed run still counts as one that goes on.
      expect((await customer.run()).run).toMatchObject({ status: "skipped", reasons: [{ code: "RUN_IN_PROGRESS" }] });

      await customer.expireLease();
      const { run } = await customer.run();
      expect(run.status).toBe("succeeded");
      const roster = await customer.items("roster");
      expect(roster).toHaveLength(people + 1);
      expect(run.changes.created).toBe(roster.filter(({ lastRunId }) => lastRunId === run.runId).length);

      const records = await customer.items("history", { beginning: "change#" });
      const applied = records.filter(({ outcome }) => outcome === "applied").map(({ userId }) => userId);
      expect(applied.sort()).toEqual(
        roster.flatMap(({ userId, sourceId }) => (sourceId === undefined ? [] : [userId])).sort(),
      );
      expect(records.filter(({ outcome }) => outcome === "planned")).toEqual([]);
      expect(roster.every(({ version = 1 }) => version === 1)).toBe(true);
      expect((await customer.run()).run).toMatchObject({ status: "succeeded", changes: { unchanged: people } });
    },
  );
});
