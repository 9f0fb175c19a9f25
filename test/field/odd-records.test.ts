import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { cases, type Mutation } from "./mutations.ts";
import { type Fate, type ListName, OddWorld, type Row } from "./odd-world.ts";

let world: OddWorld;
beforeAll(async () => {
  world = await OddWorld.make();
});

/** A group without an id cannot be asked for its agents, so its whole sub-account counts as unread. */
const costMore = new Set(["groups: agentGroupId", "groups: a record that holds nothing"]);

/** Beyond each mutation once. The same every time: what is found is to be seen by everybody. */
const more = { numRuns: 4, seed: 20_261_128 };

/** Far enough from each other that all of a list's records get their turn. */
const stride = 7;

describe("an odd record costs nobody but the person whose it is", () => {
  it.each(cases.map((one) => [one.title, one] as const))("%s", async (title, { list, mutations }) => {
    const records = world.rows[list].length;
    const input = [fc.nat({ max: records - 1 }), fc.constantFrom(...mutations)] as const;
    const details = await fc.check(
      fc.asyncProperty(...input, async (index, mutation) => judge({ list, index, mutation })),
      {
        ...more,
        numRuns: mutations.length + more.numRuns,
        examples: mutations.map((mutation, at) => [(at * stride) % records, mutation]),
      },
    );
    if (costMore.has(title)) expect(details.failed).toBe(true);
    else expect(details.failed, `${fc.defaultReportMessage(details)}\n${details.errorInstance}`).toBe(false);
  });

  it("or is one of these", () => {
    expect([...costMore].filter((title) => !cases.some((one) => one.title === title))).toEqual([]);
  });
});

interface Oddity {
  readonly list: ListName;
  readonly index: number;
  readonly mutation: Mutation;
}

/** Plays it and compares everybody's fate with what it is otherwise. @throws naming the user */
async function judge({ list, index, mutation }: Oddity): Promise<void> {
  const { change, names, isStatement } = mutation;
  const found = await world.fatesWith(list, (rows) => rows.flatMap((row, at) => (at === index ? change(row) : [row])));
  const owners = world.ownersOf(list, world.rows[list][index] as Row);
  const unproved: ReadonlySet<string> = names === "nobody" ? world.unprovedBy(list) : new Set();
  for (const user of new Set([...world.fates.keys(), ...found.keys()])) {
    const [wanted, got] = [world.fates.get(user), found.get(user)];
    const what = `${user}: ${shown(got)}, otherwise ${shown(wanted)}`;
    if (unproved.has(user)) expect(got === undefined, what).toBe(true);
    else if (owners.has(user)) {
      if (isStatement !== true) expect(isHarm(got) && got?.kind !== wanted?.kind, what).toBe(false);
    } else if (!user.startsWith("cx-")) {
      // What rests on somebody's absence may wait. An id of the contact centre's own is who has lost the RingCentral one.
      const mayWait = names !== "everybody" && got === undefined && isHarm(wanted);
      expect(shown(got) === shown(wanted) || mayWait, what).toBe(true);
    }
  }
}

/** What must not follow from a record that nobody understands: somebody leaves, loses a seat or becomes Administrator. */
function isHarm(fate: Fate | undefined): boolean {
  return fate?.kind === "deactivate" || /"role":"Administrator"|"agentIds":\[\]/.test(fate?.after ?? "");
}

function shown(fate: Fate | undefined): string {
  return fate === undefined ? "nothing" : `${fate.kind} ${fate.after}`;
}
