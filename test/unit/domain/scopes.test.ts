import { describe, expect, test } from "vitest";
import type { RingCxReading } from "#shared/domain/directory/reading.ts";
import {
  incompleteRingCx,
  namelessRingCxScopes,
  scopeStatesOf,
  unreadableRingCxScopes,
} from "#shared/domain/directory/scopes.ts";

const complete = { kind: "complete", records: [] } as const;
const forbidden = { kind: "unreadable", cause: "403", missingPermission: "ReadAgents" } as const;
const down = { kind: "unreadable", cause: "503" } as const;
const ringCx: RingCxReading = {
  administrators: down,
  subAccounts: [
    { subAccountId: "701", agents: complete },
    { subAccountId: "702", agents: forbidden },
  ],
};

describe("the scopes of a reading", () => {
  test("are the administrators, each sub-account and RingEX; with those that were not read goes why", () => {
    const { configured, unreadable } = scopeStatesOf({ ringCx, ringEx: { extensions: complete } });
    expect([...configured]).toEqual(["main", "sub:701", "sub:702", "ringex"]);
    expect([...unreadable.entries()]).toStrictEqual([
      ["main", { scope: "main", cause: "503" }],
      ["sub:702", { scope: "sub:702", cause: "403", missingPermission: "ReadAgents" }],
    ]);
  });

  test("leave out RingEX where it is not configured", () => {
    const { configured, unreadable } = scopeStatesOf({ ringCx, ringEx: { extensions: { kind: "not-configured" } } });
    expect([configured.has("ringex"), unreadable.has("ringex")]).toEqual([false, false]);
  });

  test("of a second reading are those of RingCX alone", () => {
    expect(unreadableRingCxScopes(ringCx).map(({ scope }) => scope)).toEqual(["main", "sub:702"]);
  });
});

describe("scopes with records that name nobody", () => {
  const gaps = { kind: "complete", records: [], nameless: 2 } as const;
  const read: RingCxReading = {
    administrators: complete,
    subAccounts: [
      { subAccountId: "701", agents: gaps },
      { subAccountId: "702", agents: down },
    ],
  };

  test("were read, and are told apart from those that were not", () => {
    const { unreadable, nameless } = scopeStatesOf({ ringCx: read, ringEx: { extensions: gaps } });
    expect([...unreadable.keys()]).toEqual(["sub:702"]);
    expect([...nameless.entries()]).toEqual([
      ["sub:701", { scope: "sub:701", cause: expect.stringContaining("2"), nameless: 2 }],
      ["ringex", { scope: "ringex", cause: expect.stringContaining("2"), nameless: 2 }],
    ]);
    expect(namelessRingCxScopes(read).map(({ scope }) => scope)).toEqual(["sub:701"]);
  });

  test("leave RingCX incomplete, so that nobody becomes Administrator; those of RingEX do not", () => {
    expect(incompleteRingCx(scopeStatesOf({ ringCx: read, ringEx: { extensions: gaps } })).toSorted()).toEqual([
      "sub:701",
      "sub:702",
    ]);
  });
});

describe("RingCX is incomplete", () => {
  test("when a part of it was not read; RingEX is none", () => {
    const read = { administrators: complete, subAccounts: [] };
    const incomplete = [
      { ringCx, ringEx: { extensions: complete } },
      { ringCx: read, ringEx: { extensions: down } },
    ].map((reading) => incompleteRingCx(scopeStatesOf(reading)).length > 0);
    expect(incomplete).toEqual([true, false]);
  });
});
