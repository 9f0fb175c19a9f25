import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Stage, type StagedTenant } from "./stage.ts";

let stage: Stage;
let tenant: StagedTenant;
let runId: string;
beforeAll(async () => {
  stage = await Stage.start();
  tenant = await stage.tenant("narrow", {});
  ({ runId } = await tenant.syncOnce());
  await stage.tick();
});
afterAll(() => stage.close());

// What asks nothing; the commands that ask are followed through their questions elsewhere.
const commands: readonly (readonly [string, () => readonly string[], () => string])[] = [
  ["show", () => ["show", runId], () => runId],
  ["explain", () => ["explain", `rc-${tenant.people.agent.rcUserId}`], () => `rc-${tenant.people.agent.rcUserId}`],
  ["roster list", () => ["roster", "list"], () => `rc-${tenant.people.agent.rcUserId}`],
  [
    "roster add",
    () => ["roster", "add", "night-desk", "--first-name", "Night", "--last-name", "Desk"],
    () => "night-desk",
  ],
  ["organization list", () => ["organization", "list"], () => "Site 1 - Dallas, TX"],
  ["organization add", () => ["organization", "add", "14", "--name", "Site 3"], () => "Site 3"],
  ["settings check", () => ["settings", "check"], () => "The settings are valid"],
  ["settings history", () => ["settings", "history"], () => "noticed by dispatch"],
  ["pilot off", () => ["pilot", "off"], () => "Nothing would change."],
  ["run", () => ["run"], () => "Started."],
];

describe("a terminal of 80 columns", () => {
  it.each(commands)("holds what %s says", async (_name, args, expected) => {
    const terminal = tenant.terminal(args());
    expect(await terminal.ended()).toBe(0);
    expect(terminal.text).toContain(expected());
    expect(Math.max(...terminal.text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
  });
});
