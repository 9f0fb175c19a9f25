import { readdirSync, readFileSync } from "node:fs";
import { z } from "zod";

const folder = new URL("expected/", import.meta.url);

/** Patterns without case, each of which must occur in what is told, or must not. */
const words = { says: z.array(z.string()).default([]), saysNot: z.array(z.string()).default([]) };

/** By request (`METHOD /path`): how many there are. */
const calls = z.record(z.string(), z.int()).default({});

const run = z.strictObject({
  status: z.enum(["succeeded", "partial", "held", "skipped", "failed"]),
  /** Exactly these codes. The words are looked for in their messages and, where the run fails, in its alert. */
  reasons: z.array(z.string()).default([]),
  ...words,
  /** Those that are not named are 0; who is unchanged is not looked at. */
  changes: z.record(z.string(), z.int()).default({}),
  /** Source ids of who is in conflict, exactly. */
  conflicts: z.array(z.string()).default([]),
  /** User ids of who is held back, exactly. */
  held: z.array(z.string()).default([]),
  calls,
  /** By request: seconds that lie between two of them at least. */
  pauseSeconds: z.record(z.string(), z.number()).default({}),
});

const check = z.strictObject({
  /** Whether every link from the settings to the lists holds. The words are looked for in those that do not. */
  holds: z.boolean(),
  ...words,
  calls,
});

const wizard = z.strictObject({
  /** Whether it came to the question that stores everything. */
  accepted: z.boolean(),
  ...words,
  calls,
});

const outcome = {
  /** One for each run of the sync. */
  runs: z.array(run).min(1),
  /** Roster users that are new or other than before, each with what is said of them; everybody else is as before. */
  roster: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
  /** What doctor and the page's check say of it alike. */
  check: check.optional(),
  /** What the wizard says, given the same settings and secrets. */
  init: wizard.optional(),
};

const item = z.record(z.string(), z.unknown());

/** The same situation a little different; what is given replaces what the file says, part by part. */
const variant = z.strictObject({
  situation: z.string(),
  given: z.strictObject({
    settings: item.default({}),
    wire: item.default({}),
    roster: z.record(z.string(), item).default({}),
  }),
  ...outcome,
});

const expectedSchema = z.strictObject({
  /** The rule, and what it says here. */
  because: z.string(),
  ...outcome,
  variants: z.array(variant).default([]),
});

export type ExpectedRun = z.output<typeof run>;
export type ExpectedCheck = z.output<typeof check>;
export type ExpectedWizard = z.output<typeof wizard>;
export type ExpectedOutcome = Pick<z.output<typeof variant>, keyof typeof outcome>;

/** Every expected outcome, written by hand, by the name of the situation's file. */
export function loadExpected(): ReadonlyMap<string, z.output<typeof expectedSchema>> {
  const names = readdirSync(folder).sort();
  return new Map(
    names.map((name) => {
      const parsed = expectedSchema.safeParse(JSON.parse(readFileSync(new URL(name, folder), "utf8")));
      if (!parsed.success) throw new Error(`${name}: ${z.prettifyError(parsed.error)}`);
      return [name.replace(/\.json$/, ""), parsed.data];
    }),
  );
}
