import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generateOrganisation } from "#test/fixtures/people.ts";
import { Customer } from "./customer.ts";
import { leaks, linesOf, metricsOf } from "./told.ts";

let customer: Customer;
beforeAll(async () => {
  customer = await Customer.start(generateOrganisation({ seed: 9, people: 40 }), "off");
});
afterAll(() => customer.close());

const codes = () => customer.aws.published.map(({ attributes }) => attributes["code"]);
const notSent = (log: string) => metricsOf(log).findLast((line) => "AlertsNotSent" in line)?.["AlertsNotSent"];
const refusals = (log: string) => linesOf(log).filter(({ message }) => message === "alert.not_sent");

/** The tests follow each other. */
describe("an alert that SNS does not take, over real HTTP", () => {
  it("of new Administrators is counted, logged, and sent by the next run that writes, once", async () => {
    customer.aws.faults.add({ service: "sns", kind: "access-denied" });
    const first = await customer.run();
    expect(first.run.status).toBe("succeeded");
    expect(notSent(first.log)).toBe(1);
    expect(refusals(first.log)).toMatchObject([{ code: "NEW_ADMINISTRATORS", run_id: first.run.runId }]);
    await customer.run({ mode: "plan" });
    expect(codes()).toEqual([]);

    const second = await customer.run();
    expect(notSent(second.log)).toBe(0);
    expect(codes()).toEqual(["NEW_ADMINISTRATORS"]);
    expect(customer.aws.published[0]?.message).toContain(`"user-sync show ${first.run.runId}"`);
    await customer.run();
    expect(codes()).toHaveLength(1);
  });

  it("of what waits is sent by the next run, though SNS throttled it to the end", async () => {
    const longAgo = { waitingSince: "2020-01-01T00:00:00.000Z" };
    await customer.put("history", {
      ...{ entry: "notices", conflicts: [], protectedAbsent: [], partialRunsInARow: 0 },
      ...longAgo,
    });
    await customer.change({ pilotPeople: "rc:1", serviceEnabled: true });
    customer.aws.faults.add({ service: "sns", kind: "throttle", times: 5 });
    expect(notSent((await customer.run()).log)).toBe(1);
    expect(await customer.items("history", { beginning: "notices" })).toMatchObject([longAgo]);
    await customer.run();
    await customer.run();
    expect(codes()).toEqual(["NEW_ADMINISTRATORS", "STILL_WAITING"]);
  });

  it("of a failed run is sent late, by a run that succeeds", async () => {
    await customer.change({ defaultActivityId: "nowhere" });
    customer.aws.faults.add({ service: "sns", kind: "access-denied" });
    const { end, log } = await customer.sync();
    expect(end).toMatchObject({ kind: "rejected", name: "SETTINGS_INVALID" });
    expect(notSent(log)).toBe(1);
    await customer.change({});
    await customer.run();
    expect(codes()).toEqual(["NEW_ADMINISTRATORS", "STILL_WAITING", "SETTINGS_INVALID"]);
    expect(customer.aws.published.at(-1)?.message).toContain("This message is late");
  });

  it("counts as told where no topic is configured, since no later run could do more", async () => {
    const { ALERT_TOPIC_ARN: _, ...environment } = customer.aws.environment;
    await customer.change({ defaultActivityId: "nowhere" });
    const { log } = await customer.sync({}, { environment });
    expect(refusals(log)).toMatchObject([{ level: "WARN", cause: "no topic is configured" }]);
    expect(notSent(log)).toBe(0);
    await customer.change({});
    await customer.run();
    expect(codes()).toHaveLength(3);
  });

  it("has told nobody a name, an e-mail or a secret", () => {
    expect(leaks(customer, customer.log + JSON.stringify(customer.aws.published))).toEqual([]);
  });
});
