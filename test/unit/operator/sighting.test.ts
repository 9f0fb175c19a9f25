import { expect, test } from "vitest";
import { peopleFrom } from "#shared/domain/directory/person.ts";
import type { DirectoryReading, ScopeReading } from "#shared/domain/directory/reading.ts";
import type { AgentRecord, ExtensionRecord } from "#shared/domain/directory/source-record.ts";
import type { RosterUser } from "#shared/domain/roster/roster-user.ts";
import { sightingsOf } from "#shared/operator/sighting.ts";
import { administrator, extension, linked, seat } from "#test/unit/run/crew.ts";

const complete = <Row>(records: readonly Row[]): ScopeReading<Row> => ({ kind: "complete", records });
const { rcUserId: _, ...withoutId } = seat(13);

const reading: DirectoryReading = {
  ringCx: {
    administrators: complete([administrator(11), administrator(12)]),
    subAccounts: [
      { subAccountId: "701", agents: complete<AgentRecord>([seat(11), seat(12, { isActive: false }), withoutId]) },
      { subAccountId: "702", agents: { kind: "unreadable", cause: "it answered 503" } },
    ],
  },
  ringEx: { extensions: complete<ExtensionRecord>([extension(11), { id: "12", status: "Disabled" }]) },
};
const says = (sourceId: string, users: readonly ReturnType<typeof linked>[] = []) => {
  const person = peopleFrom(reading).people.find((one) => one.sourceId === sourceId);
  return sightingsOf(person, { reading, users: users as unknown as readonly RosterUser[] }).map(
    ({ scope, says: said }) => `${scope}: ${said}`,
  );
};

test("every list that names somebody is quoted in the order of reading, others' records left out", () => {
  expect(says("rc:12")).toEqual([
    "main: administrator, RingCX user 129",
    "sub:701: agent 121 in group 30: AGENT, inactive",
    "sub:702: could not be read: it answered 503",
    "ringex: extension 12 is Disabled",
  ]);
});

test("somebody without a RingCentral user id is known by the id of their own record", () => {
  expect(says("cx-agent:701:131")).toEqual([
    "sub:701: agent 131 in group 30: AGENT, active",
    "sub:702: could not be read: it answered 503",
  ]);
});

test("lists of the last run that do not name the user now are told, the unreadable one as that", () => {
  expect(says("rc:19", [linked(19, { scopes: ["ringex", "sub:702", "sub:703", "main"] })])).toEqual([
    "sub:702: could not be read: it answered 503",
    "main: last seen here, not listed now",
    "ringex: last seen here, not listed now",
    "sub:703: last seen here; no longer configured, so it was not read",
  ]);
});

test("a user without a link is nobody's in RingCentral", () => {
  expect(says("nobody", [linked(11, { sourceId: undefined, scopes: undefined })])).toEqual([
    "sub:702: could not be read: it answered 503",
  ]);
});

test("a list that is not configured is not spoken of", () => {
  const off: DirectoryReading = { ...reading, ringEx: { extensions: { kind: "not-configured" } } };
  const [person] = peopleFrom(off).people;
  expect(sightingsOf(person, { reading: off, users: [] }).map(({ scope }) => scope)).not.toContain("ringex");
});
