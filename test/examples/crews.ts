import { z } from "zod";

/** Many people to whom the same happens; README.md says what everything means. */
const crew = z.strictObject({
  from: z.int(),
  to: z.int(),
  where: z.array(z.string()).default(["701/30"]),
  was: z.array(z.string()).optional(),
  said: z.record(z.string(), z.unknown()).default({}),
  user: z.record(z.string(), z.unknown()).nullable().default({}),
  heldBefore: z.record(z.string(), z.unknown()).optional(),
  expect: z
    .union([z.string(), z.array(z.looseObject({ kind: z.string(), outcome: z.string() }))])
    .default("the roster is as it should be"),
});
type Crew = z.infer<typeof crew>;
type Row = Readonly<Record<string, unknown>>;

interface Member {
  readonly number: number;
  readonly member: Crew;
}

const anything = z.record(z.string(), z.unknown());
const crewed = z.looseObject({
  crews: z.array(crew),
  directory: z.looseObject({
    administrators: z.array(z.unknown()).default([]),
    subAccounts: z.record(z.string(), anything).default({}),
  }),
  roster: anything.default({}),
  heldBefore: z.array(z.unknown()).default([]),
  expect: z.looseObject({
    records: z.array(z.unknown()).default([]),
    because: anything.default({}),
    roster: anything.default({}),
  }),
});
type Crewed = Pick<z.infer<typeof crewed>, "directory" | "roster" | "heldBefore" | "expect">;

/**
 * An example with its crews written out, person by person.
 * @throws ZodError
 */
export function withCrews(json: object): unknown {
  if (!("crews" in json)) return json;
  const { crews, directory, roster, heldBefore, expect, ...rest } = crewed.parse(json);
  const example = { directory, roster, heldBefore, expect };
  for (const one of crews) {
    for (let number = one.from; number <= one.to; number += 1) {
      const member = JSON.parse(JSON.stringify(one).replaceAll("#", `${number}`)) as Crew;
      list(example, { number, member });
      expectOf(example, { number, member });
    }
  }
  return { ...rest, ...example };
}

const administrators = "administrators";

function list({ directory }: Crewed, { number, member: { where, said } }: Member): void {
  const entry = { rcUserId: number, ...namesOf(number), ...said };
  for (const place of where) {
    if (place === administrators) {
      directory.administrators.push({ userId: number, ...entry });
      continue;
    }
    const [subAccount = "", group = ""] = place.split("/");
    directory.subAccounts[subAccount] ??= {};
    directory.subAccounts[subAccount][group] ??= [];
    (directory.subAccounts[subAccount][group] as unknown[]).push({ agentId: number, ...entry });
  }
}

function expectOf(example: Crewed, { number, member }: Member): void {
  const { roster, heldBefore, expect } = example;
  const userId = `rc-${number}`;
  if (member.user !== null) {
    roster[userId] = userBefore({ number, member });
    expect.roster[userId] = "as before";
  }
  if (member.heldBefore !== undefined) heldBefore.push({ user: userId, ...member.heldBefore });
  if (typeof member.expect === "string") {
    expect.because[member.user === null ? `rc:${number}` : userId] = member.expect;
    return;
  }
  for (const record of member.expect) {
    if (record.kind === "create") expectCreate(expect, { number, member, record });
    else expectChange(expect, { userId, record });
  }
}

function expectCreate(expect: Crewed["expect"], { number, member, record }: Member & { record: Row }): void {
  const { firstName, lastName, email }: Row = { ...namesOf(number), ...member.said };
  const { groups: _, ...link } = linkOf(number, member.where);
  const created = { firstName, lastName, ...(email === undefined ? {} : { email }), ...link };
  const isApplied = record["outcome"] === "applied";
  if (isApplied) expect.roster[`rc-${number}`] = created;
  const whole = { role: "Agent", status: "Active", activityId: "12", dataSourceId: "3", ...created };
  expect.records.push({ ...record, user: `rc-${number}`, ...(isApplied ? {} : { after: whole }) });
}

function expectChange(expect: Crewed["expect"], { userId, record }: { userId: string; record: Row }): void {
  const isLeaver = record["kind"] === "deactivate";
  const sides = isLeaver ? { before: { status: "Active" }, after: { status: "Inactive" } } : {};
  const change: Row = { user: userId, ...sides, ...record };
  expect.records.push(change);
  if (change["outcome"] !== "applied") return;
  const { but } = expect.roster[userId] as { but?: Row };
  expect.roster[userId] = { but: { ...but, ...(change["after"] as Row) } };
}

function userBefore({ number, member: { where, was, user } }: Member): Row {
  const link = user?.["sourceId"] === null ? {} : linkOf(number, was ?? (where.length > 0 ? where : ["701/30"]));
  const { firstName, lastName, email, ...rest }: Row = { ...namesOf(number), ...link, ...user };
  const seen = { firstName, lastName, ...(email === undefined ? {} : { email }) };
  const values = Object.entries({ ...seen, ...("sourceId" in link ? { seen } : {}), ...rest });
  return Object.fromEntries(values.filter(([, value]) => value !== null));
}

function namesOf(number: number): Row {
  return { firstName: "Kim", lastName: `${number}` };
}

/** How a linked user who was last seen in these places is linked. */
function linkOf(number: number, places: readonly string[]) {
  const isAdministrator = places.includes(administrators);
  const groups = places.filter((place) => place !== administrators);
  const subAccounts = [...new Set(groups.map((group) => group.split("/")[0]))];
  return {
    ...(isAdministrator ? { role: "Administrator" } : {}),
    sourceId: `rc:${number}`,
    agentIds: subAccounts.map((subAccount) => `${subAccount}/${number}`),
    scopes: [...(isAdministrator ? ["main"] : []), "ringex", ...subAccounts.map((subAccount) => `sub:${subAccount}`)],
    groups,
  };
}
