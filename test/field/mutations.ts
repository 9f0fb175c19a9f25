import fc from "fast-check";
import { type ListName, lists, type Row } from "./odd-world.ts";

/** What becomes of one record of a list. */
export interface Mutation {
  readonly [fc.toStringMethod]: () => string;
  /** The records in its place. */
  readonly change: (row: Row) => readonly unknown[];
  /** Whether every record still names somebody, so that who is not there is known. */
  readonly names: "everybody" | "perhaps not" | "nobody";
  /** It is no oddity but says something of its owner. */
  readonly isStatement?: true;
}

/** Mutations that a test tries, all of one kind. */
interface Case {
  readonly title: string;
  readonly list: ListName;
  readonly mutations: readonly Mutation[];
}

/** All that RingCentral documents of a record, and what it was seen to add. */
const fields = {
  extensions: ["id", "status", "type", "name", "contact", "hidden", "extensionNumber", "permissions", "site"],
  "assigned roles": ["extensionId", "roles"],
  roles: ["id", "displayName", "permissions", "hidden"],
  administrators: ["rcUserId", "userId", "firstName", "lastName", "email", "enabled", "children"],
  groups: ["agentGroupId", "groupName"],
  agents: [
    ...["rcUserId", "agentId", "agentGroupId", "firstName", "lastName", "email", "agentType", "isActive"],
    ...["supervisorAgentIds", "superviseeAgentIds"],
  ],
} as const satisfies Record<ListName, readonly string[]>;

const absent = Symbol("absent");

/** Each is odd in some field: no word, no id, no name and no list of those that are known. */
const oddValues = [absent, null, "", -1, 1.5, true, "Unknown", [], {}, [null], "x".repeat(2_000)];

/** Every field of every list, and its records as wholes. */
export const cases: readonly Case[] = (Object.keys(lists) as ListName[]).flatMap((list) => [
  ...fields[list].map((field) => ({
    title: `${list}: ${field}`,
    list,
    mutations: [...oddValues.map((value) => inField({ list, field, value })), otherFormIn(field)],
  })),
  {
    title: `${list}: a record that holds nothing`,
    list,
    mutations: [{}, null, 7, "x", []].map(
      (value): Mutation => ({
        [fc.toStringMethod]: () => JSON.stringify(value),
        change: () => [value],
        names: "nobody",
      }),
    ),
  },
  {
    title: `${list}: a record that comes twice`,
    list,
    mutations: ["as it is", "with its id as text or number"].map(
      (form): Mutation => ({
        [fc.toStringMethod]: () => form,
        change: (row) => [row, form === "as it is" ? row : withOtherForm(row, lists[list].id)],
        names: "everybody",
      }),
    ),
  },
]);

function inField(given: { readonly list: ListName; readonly field: string; readonly value: unknown }): Mutation {
  const { list, field, value } = given;
  // In these two the contact centre's own id is left.
  const namesNobody = field === lists[list].id && list !== "agents" && list !== "administrators";
  return {
    [fc.toStringMethod]: () => `${field}: ${fc.stringify(value)}`,
    change: (row) => {
      const { [field]: _, ...rest } = row;
      return [value === absent ? rest : { ...rest, [field]: value }];
    },
    names: namesNobody ? "nobody" : field === "children" ? "perhaps not" : "everybody",
    ...(isStatement(field, value) ? { isStatement: true } : {}),
  };
}

/** Who has no roles has no access, nor has who has no RingCentral user id; a role may hold no permission. */
function isStatement(field: string, value: unknown): boolean {
  const isNone = value === absent || value === null;
  const isEmpty = Array.isArray(value) && value.length === 0;
  if (field === "roles") return isNone || isEmpty;
  return field === "permissions" ? isEmpty : field === "rcUserId" && (isNone || value === "");
}

function otherFormIn(field: string): Mutation {
  return {
    [fc.toStringMethod]: () => `${field}: as text or number`,
    change: (row) => [withOtherForm(row, field)],
    names: "everybody",
  };
}

/** A number as text, or digits as a number. */
function withOtherForm(row: Row, field: string): Row {
  const { [field]: value, ...rest } = row;
  if (typeof value === "number") return { ...rest, [field]: String(value) };
  return typeof value === "string" && /^\d+$/.test(value) ? { ...rest, [field]: Number(value) } : row;
}
