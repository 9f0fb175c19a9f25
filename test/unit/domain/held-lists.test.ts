import { describe, expect, test } from "vitest";
import type { ScopeId } from "#shared/domain/directory/reading.ts";
import { sourceId, userId } from "#shared/domain/ids.ts";
import type { Decision } from "#shared/domain/plan/decision.ts";
import { conflict, nothing } from "#shared/domain/plan/decision.ts";
import type { Change } from "#shared/domain/roster/change.ts";
import type { HeldRecord } from "#shared/domain/safeguards/past.ts";
import { creates, deactivations, decided, limited, managedUsers, promotions } from "./limited.ts";

const leavers = deactivations(8);
const ofTen = { of: 10 };
const heldBefore = (changes: readonly Change[], risk: HeldRecord["risk"] = "deactivate"): HeldRecord[] =>
  changes.map((change) => ({ ...change, risk }));
const idsOf = (changes: readonly Pick<Change, "userId">[]) => changes.map(({ userId: id }) => id);

describe("what was held", () => {
  test("stays held, however small its share is by now; what is new is judged with it", () => {
    const past = { held: heldBefore(deactivations(5)) };
    const night = limited([...deactivations(5), ...deactivations(3, "new")], { of: 1000, past });
    expect(idsOf(night.held)).toEqual(idsOf(deactivations(5)));
    expect(idsOf(night.apply)).toEqual(idsOf(deactivations(3, "new")));
    expect(night.held[0]?.reason).toBe("gone; held: an earlier run held it");
    // The limit is 20: what waits counts, too.
    const more = limited([...deactivations(15), ...deactivations(6, "new")], {
      of: 100,
      past: { held: heldBefore(deactivations(15)) },
    });
    expect(more.held).toHaveLength(21);
  });

  test("is another change with another value, and is forgotten once it is not planned", () => {
    const past = { held: heldBefore(promotions(2), "role") };
    const others = promotions(2).map((change): Change => ({ ...change, after: { role: "Scheduler" } }));
    expect(limited(others, { past })).toMatchObject({ held: [], apply: others });
    expect(limited([], { past }).held).toEqual([]);
  });

  test("stays held when an edit by hand has made it another kind", () => {
    const past = { held: heldBefore(promotions(1), "role") };
    const [promotion] = promotions(1);
    const demoted = { ...promotion, before: { role: "Administrator" } } as Change;
    expect(limited([demoted], { past }).held).toMatchObject([{ risk: "lose-administrator" }]);
  });

  test("of a create is the same one when only the name is another by now", () => {
    const past = { held: heldBefore(creates(2, { firstName: "A", sourceId: sourceId("rc:9") }), "create") };
    expect(limited(creates(2, { firstName: "B", sourceId: sourceId("rc:9") }), { past }).held).toHaveLength(2);
    expect(limited(creates(2, { role: "Supervisor", sourceId: sourceId("rc:9") }), { past }).held).toEqual([]);
  });
});

describe("whoever is held keeps their place", () => {
  const [user] = managedUsers(1);
  const about = { person: { sourceId: sourceId("rc:0") }, users: [user] } as unknown as Parameters<typeof conflict>[0];
  const scopes = { configured: new Set<ScopeId>(["main"]), unreadable: new Map(), nameless: new Map() };
  const incomplete = { ...scopes, unreadable: new Map([["main" as const, { scope: "main" as const, cause: "503" }]]) };
  const night = (decision: Decision, { risk = "deactivate", ...given }: Record<string, unknown> = {}) =>
    limited([], {
      decided: user === undefined ? [] : [{ user, decision }],
      past: { held: heldBefore(risk === "role" ? promotions(1) : deactivations(1), risk as HeldRecord["risk"]) },
      ...given,
    }).held;

  test.each<[string, Decision, number]>([
    ["in conflict", conflict(about, "another-human", { reason: "both names" }), 1],
    ["frozen", nothing({ kind: "frozen", scopes: ["sub:701"] }), 1],
    ["excluded", nothing({ kind: "excluded", by: "pilotPeople" }), 1],
    ["not proved to be gone", nothing({ kind: "second-reading-not-read", scopes: ["main"] }), 1],
    ["as they should be", nothing({ kind: "as-it-should-be" }), 0],
    ["listed again", nothing({ kind: "listed" }), 0],
    ["listed by the second reading", nothing({ kind: "second-reading-lists" }), 0],
    ["Inactive by now", nothing({ kind: "already-inactive", why: "gone" }), 0],
  ])("while they are %s, and not otherwise: %#", (_what, decision, count) => {
    expect(night(decision, { scopes })).toHaveLength(count);
  });

  test("with a role, while the lists that decide about it are not complete", () => {
    const asItShouldBe = nothing({ kind: "as-it-should-be" });
    expect(night(asItShouldBe, { risk: "role", scopes: incomplete })).toMatchObject([{ risk: "role", userId: "rc-0" }]);
    expect(night(asItShouldBe, { risk: "role", scopes })).toEqual([]);
    expect(night(asItShouldBe, { scopes: incomplete })).toEqual([]);
  });

  test("with a reactivation, while a list is not read that may show the person", () => {
    const inactive = nothing({ kind: "already-inactive", why: "not listed any more" });
    expect(night(inactive, { risk: "reactivate", scopes: incomplete })).toMatchObject([{ risk: "reactivate" }]);
    expect(night(inactive, { risk: "reactivate", scopes })).toEqual([]);
  });
});

describe("an approval", () => {
  const approved = (users?: readonly string[], held: readonly Change[] = leavers) => ({
    past: { decided: [decided("approval", held, users === undefined ? {} : { users })] },
  });

  test("of the whole list lets it through, which is used and counts in no limit", () => {
    const result = limited(leavers, { ...ofTen, ...approved() });
    expect([result.apply.length, result.held.length, result.refused.length]).toEqual([8, 0, 0]);
    expect(result.approvalsUsed).toEqual(["01JA"]);
    expect(result.counted.size).toBe(0);
  });

  test("is used together with every other that names the same: none is left over for another time", () => {
    const lists = ["01JA", "01JB"].map((id) => decided("approval", leavers, { id }));
    expect(limited(leavers, { ...ofTen, past: { decided: lists } }).approvalsUsed.toSorted()).toEqual(["01JA", "01JB"]);
  });

  test("of a part refuses the rest, which is kept back and not held; what is new is judged for itself", () => {
    const all = [...leavers, ...deactivations(3, "new")];
    const result = limited(all, { ...ofTen, ...approved(["rc-0", "rc-1"]) });
    expect(idsOf(result.apply)).toEqual(["rc-0", "rc-1"]);
    expect(idsOf(result.refused)).toEqual(["rc-2", "rc-3", "rc-4", "rc-5", "rc-6", "rc-7"]);
    expect(idsOf(result.held)).toEqual(["new-0", "new-1", "new-2"]);
    expect(result.refused[0]?.reason).toBe("gone; refused by lead until 2026-12-01 09:00 UTC");
  });

  test("that a run has used to its end approves nothing more, and still refuses the rest", () => {
    const spent = decided("approval", leavers, { users: ["rc-0", "rc-1", "rc-2"], isSpent: true });
    const result = limited(leavers, { ...ofTen, past: { decided: [spent] } });
    expect([idsOf(result.held), result.refused.length]).toEqual([["rc-0", "rc-1", "rc-2"], 5]);
  });

  test("binds to the user and the new value, and names nobody outside the list", () => {
    const others = promotions(8);
    expect(limited(others, { ...ofTen, people: 10, ...approved() }).held).toHaveLength(8);
    expect(limited(leavers, { ...ofTen, ...approved(["rc-0", "rc-1"], leavers.slice(0, 1)) }).held).toHaveLength(7);
  });

  test("of an empty directory lets its part through and refuses the rest", () => {
    const scopes = { configured: new Set<ScopeId>(["main"]), unreadable: new Map(), nameless: new Map() };
    const list = deactivations(3);
    const empty = { people: 0, of: 3, scopes };
    const result = limited(list, { ...empty, ...approved(["rc-0", "rc-1"], list) });
    expect([result.sourceEmpty, idsOf(result.apply), idsOf(result.refused)]).toEqual([
      false,
      ["rc-0", "rc-1"],
      ["rc-2"],
    ]);
    const refused = { past: { decided: [decided("refusal", list)] } };
    expect(limited(list, { ...empty, ...refused })).toMatchObject({ sourceEmpty: true, apply: [], held: [] });
  });
});

describe("a refusal", () => {
  test("keeps its changes back, uncounted, below every limit and without holding anything", () => {
    const result = limited([...deactivations(1), ...deactivations(2, "new")], {
      of: 10,
      past: { decided: [decided("refusal", deactivations(1))], held: heldBefore(deactivations(1)) },
    });
    expect([idsOf(result.refused), idsOf(result.apply), result.held]).toEqual([["rc-0"], ["new-0", "new-1"], []]);
    expect(result.reasons).toEqual([]);
  });

  test("of a part leaves the rest of the list open", () => {
    const past = { decided: [decided("refusal", leavers, { users: ["rc-0"] })], held: heldBefore(leavers) };
    const result = limited(leavers, { of: 100, past });
    expect([idsOf(result.refused), result.held.length]).toEqual([["rc-0"], 7]);
  });

  test("and an approval about the same change: the later word counts", () => {
    const [early, late] = ["2026-11-01T08:00:00.000Z", "2026-11-01T10:00:00.000Z"];
    const both = (approvedAt: string, refusedAt: string) =>
      limited(deactivations(1), {
        past: {
          decided: [
            decided("approval", deactivations(1), { at: approvedAt }),
            decided("refusal", deactivations(1), { id: "01JB", at: refusedAt }),
          ],
        },
      });
    expect(both(early, late)).toMatchObject({ apply: [], refused: [{ userId: "rc-0" }] });
    expect(both(late, early)).toMatchObject({ apply: [{ userId: "rc-0" }], refused: [] });
  });

  test("of names leaves the rest of the update", () => {
    const after = { lastName: "C", agentIds: ["701/52"] } as const;
    const update: Change = {
      ...{ kind: "update", userId: userId("rc-0"), version: 1, reason: "follows" },
      ...{ before: {}, after },
    };
    const held = [{ ...update, after: { lastName: "C" }, risk: "profile" as const }];
    const result = limited([update], { past: { decided: [decided("refusal", held)] } });
    expect(result.apply).toMatchObject([{ after: { agentIds: ["701/52"] } }]);
    expect(Object.keys(result.apply[0]?.after ?? {})).toEqual(["agentIds"]);
    expect(result.refused).toMatchObject([{ after: { lastName: "C" }, risk: "profile" }]);
  });
});
