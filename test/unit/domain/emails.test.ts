import { describe, expect, test } from "vitest";
import { sourceId, userId } from "#shared/domain/ids.ts";
import type { Decision } from "#shared/domain/plan/decision.ts";
import { withGiven } from "#shared/domain/plan/emails.ts";
import { linked, seat } from "#test/fixtures/one-person.ts";
import { planned, unreadable } from "#test/fixtures/planned.ts";

const other = { ...linked, userId: userId("rc-2"), sourceId: sourceId("rc:2"), email: "other@example.com" };
const roster = [linked, other];
const settings = { managedAttributes: ["firstName", "lastName", "role", "email"] } as const;
const { email: _, ...withoutEmail } = seat;
const moved = { ...seat, email: "new@example.com" };

type Given = Parameters<typeof planned>[0];

/** E-mails of both users once the plan of one person, who has a new e-mail, is taken into account. */
function emails(given: Given): readonly (string | undefined)[] {
  const { decided } = planned({ agents: [moved], roster, settings, ...given });
  return withGiven(
    given.roster ?? roster,
    decided.map(({ decision }) => decision),
  ).map(({ email }) => email);
}

const stays = [linked.email, other.email];
const comes = ["new@example.com", other.email];

describe("a managed e-mail", () => {
  test("comes to the person's user and to nobody else, who stay the users that they are", () => {
    const decisions: Decision[] = planned({ agents: [moved], roster, settings }).decided.map((one) => one.decision);
    expect(withGiven(roster, decisions)).toEqual([{ ...linked, email: "new@example.com" }, other]);
  });

  test("comes to somebody of whom nothing tells whether they have access: the profile follows", () => {
    const ringEx = { extensions: { kind: "complete", records: [{ id: "1", status: "Enabled" }] } } as const;
    expect(emails({ ringEx, settings: { ...settings, wemAccess: "ringex-permission" } })).toEqual(comes);
  });

  test("comes to the user of one of the person's records", () => {
    const older = { ...linked, sourceId: sourceId("cx-agent:701:51") };
    expect(emails({ roster: [older, other] })).toEqual(comes);
  });

  test("is no evidence for a newcomer once its user has a link to somebody else who is listed, in this very plan", () => {
    const older = { ...linked, sourceId: sourceId("cx-user:301") };
    const [ana, admin] = [{ firstName: "Ana", lastName: "De Luca" }, { kind: "administrator", userId: "301" } as const];
    const administrators = [
      { ...admin, rcUserId: "1", firstName: "Ana", lastName: "Sousa" },
      { ...admin, ...ana, rcUserId: "5", email: "ana@example.com" },
    ];
    const agents = [{ ...seat, ...ana, rcUserId: "3" }];
    const five = { ...other, sourceId: sourceId("rc:5"), scopes: [] };
    const plans = planned({ agents, administrators, roster: [older, five] });
    expect(plans.changes.map(({ kind, userId: id }) => [kind, id])).toContainEqual(["create", "rc-3"]);
  });

  const older = { ...linked, sourceId: sourceId("cx-agent:701:51") };
  const ben = { firstName: "Ben", lastName: "Okafor" };
  test.each<[string, Given]>([
    ["has no user", { roster: [{ ...linked, sourceId: sourceId("rc:8") }, other] }],
    ["has several users", { roster: [linked, { ...other, sourceId: sourceId("rc:1") }] }],
    ["shares the user with somebody else", { agents: [moved, { ...moved, rcUserId: "9" }], roster: [older, other] }],
    ["has a user under another name", { roster: [{ ...older, ...ben, seen: ben }, other] }],
    ["may be another human", { agents: [{ ...moved, ...ben }] }],
    ["has no name", { agents: [{ ...moved, firstName: "", lastName: "" }] }],
    ["is excluded", { settings: { ...settings, ignoredPeople: ["rc:1"] } }],
    ["is out", { agents: [{ ...moved, isActive: false }] }],
    ["has no e-mail", { agents: [withoutEmail] }],
    ["has a record that cannot be used", { agents: [{ ...moved, faults: ["no usable name"] }] }],
    ["has the e-mail of an active user without a link", { roster: [linked, { ...byHandWith(moved.email) }] }],
  ])("does not come when the person %s", (_what, given) => {
    expect(emails(given)).toEqual((given.roster ?? roster).map(({ email }) => email));
  });

  test("does not come to a frozen user, nor where it is not managed", () => {
    expect(
      emails({
        agents: unreadable,
        administrators: [{ kind: "administrator", userId: "301", rcUserId: "1", email: moved.email }],
      }),
    ).toEqual(stays);
    expect(emails({ settings: {} })).toEqual(stays);
  });
});

function byHandWith(email: string) {
  const { sourceId: _, ...unlinked } = other;
  return { ...unlinked, email };
}
