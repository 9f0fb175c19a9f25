import { beforeEach, expect, test } from "vitest";
import { sourceId, userId } from "#shared/domain/ids.ts";
import { forgetPerson, forgotten } from "#shared/operator/forget-person.ts";
import { crew, personOf, seat } from "#test/unit/run/crew.ts";
import { OperatorWorld, onBehalf } from "./operator-world.ts";

let world: OperatorWorld;
beforeEach(async () => {
  world = new OperatorWorld(crew(11, 12));
  await world.run();
  const subAccounts = { "701": [seat(11, { lastName: "Newname" }), seat(12)], "702": [] };
  world.directory.organisation = { ...world.directory.organisation, subAccounts };
  await world.run();
});
const forget = (id = userId("rc-11")) => forgetPerson({ userId: id, onBehalf }, world.operator);
const all = async () => (await Promise.all(world.runIds.map((id) => world.records(id)))).flat();

test("no change record holds the person's names or e-mail any more; everything else stays", async () => {
  const before = await all();
  expect(await forget()).toBe(2);
  const after = await all();
  const text = JSON.stringify(after.filter(({ userId: id }) => id === "rc-11"));
  for (const word of [personOf(11).firstName, personOf(11).lastName, personOf(11).email, "Newname"])
    expect(text).not.toContain(word);
  expect(after).toEqual(
    before.map((record) => {
      if (record.userId !== "rc-11") return record;
      const nobody = { firstName: forgotten, lastName: forgotten, email: forgotten };
      return record.kind === "create"
        ? { ...record, after: { ...record.after, ...nobody, seen: nobody } }
        : {
            ...record,
            before: { lastName: forgotten, seen: nobody },
            after: { lastName: forgotten, seen: nobody },
          };
    }),
  );
});

test("it is on record who asked, when, and how many records held something", async () => {
  await forget();
  const at = world.clock.now().toISOString();
  expect(world.history.forgotten).toEqual([{ userId: "rc-11", by: onBehalf.by, at, records: 2 }]);
});

test("what was decided about the person is taken back, and nothing else", async () => {
  const { decisions } = world.operator;
  const seen = { firstName: "Kim", lastName: "Newname" };
  const decided = { kind: "same", seen, by: "lead", at: "2026-03-02T02:00:00.000Z" } as const;
  for (const id of ["rc:11", "rc:12"]) await decisions.decide(onBehalf.tenantId, sourceId(id), decided);
  const user = userId("rc-11");
  await decisions.decide(onBehalf.tenantId, sourceId("rc:99"), { ...decided, kind: "link", userId: user });
  await forget();
  expect([...(await decisions.list(onBehalf.tenantId)).keys()]).toEqual(["rc:12"]);
});

test("a second time there is nothing left to take out", async () => {
  await forget();
  const records = await all();
  expect(await forget()).toBe(0);
  expect(await all()).toEqual(records);
});

test("somebody without a history is answered, too", async () => {
  expect(await forget(userId("nobody"))).toBe(0);
  expect(world.history.forgotten).toHaveLength(1);
});
