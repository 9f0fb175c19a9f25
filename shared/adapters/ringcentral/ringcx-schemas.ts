import * as z from "zod";
import { parsedBy } from "#shared/adapters/http/response-body.ts";
import type { AdministratorRecord, AgentRecord } from "#shared/domain/directory/source-record.ts";
import { agentTypes } from "#shared/domain/directory/source-record.ts";
import type { SeenSubAccount } from "#shared/ports/directory.ts";
import { wireId } from "./id-schema.ts";

type Row = Readonly<Record<string, unknown>>;

const isRow = (value: unknown): value is Row => typeof value === "object" && value !== null && !Array.isArray(value);

/** A list. What stands in it is judged one by one: a bad field costs one person, a record that is none names nobody. */
export const rows = z.array(z.unknown().transform((row): Row => (isRow(row) ? row : {})));

/** The administrators' list with those that are nested as `children` of others. */
export const administratorRows = rows.transform((list) => {
  const all = [...list];
  for (const row of all) {
    const children = field(row, "children");
    if (Array.isArray(children)) for (const child of children) all.push(isRow(child) ? child : {});
  }
  return all;
});

/** The sub-accounts in the order of the list; one without a usable id is none that anybody could have configured. */
export const subAccountRows = rows.transform((list) =>
  list.flatMap((row): SeenSubAccount[] => {
    const id = wireId(field(row, "subAccountId"));
    if (id.kind !== "id") return [];
    const isActive = field(row, "isActive");
    const name = field(row, "subAccountName");
    return [
      {
        id: id.id,
        name: typeof name === "string" ? name : "",
        activity: isActive === true ? "active" : isActive === false ? "inactive" : "unknown",
      },
    ];
  }),
);

/** An agent group; `label` is its id with its name, for an error. */
export interface AgentGroup {
  readonly id: string;
  readonly label: string;
}

/**
 * The agent groups, each once.
 * @throws Error that names a group without an id: it could not be read, so the list is unusable
 */
export function agentGroupsOf(body: unknown): readonly AgentGroup[] {
  const groups = parsedBy(rows)(body).map((row, index): AgentGroup => {
    const read = wireId(field(row, "agentGroupId"));
    const value = field(row, "groupName");
    const name =
      typeof value === "string"
        ? value
            .replace(/[\p{Cc}"]/gu, "")
            .slice(0, 60)
            .trim()
        : "";
    if (read.kind === "id") return { id: read.id, label: `agent group ${read.id}${name === "" ? "" : ` (${name})`}` };
    const group = name === "" ? `agent group ${index + 1} of the list` : `agent group "${name}"`;
    throw new Error(`${group} has no agentGroupId, so its agents cannot be read`);
  });
  return [...new Map(groups.map((group) => [group.id, group])).values()];
}

/** Longer text is no name and no address. */
const longestText = 1_000;

/** One line of the administrators' list. */
export function administratorOf(row: Row): AdministratorRecord {
  const reader = new RowReader(row);
  const userId = reader.id("userId");
  const identity = reader.identity();
  const enabled = reader.enabled();
  return {
    kind: "administrator",
    ...(userId === undefined ? {} : { userId }),
    ...identity,
    ...(enabled === undefined ? {} : { enabled }),
    ...reader.faultsIfAny(),
  };
}

/**
 * One line of a group's agents. Where `isActive` is not readable the agent counts as active, with a fault: a
 * malformed field must not take anybody's access away.
 */
export function agentOf(
  row: Row,
  place: { readonly subAccountId: string; readonly agentGroupId: string },
): AgentRecord {
  const reader = new RowReader(row);
  const agentId = reader.id("agentId") ?? reader.missing("agentId");
  const identity = reader.identity();
  const agentType = reader.agentType();
  const isActive = reader.isActive();
  return {
    kind: "agent",
    ...place,
    ...(agentId === undefined ? {} : { agentId }),
    ...identity,
    agentType,
    isActive,
    ...reader.faultsIfAny(),
  };
}

/** Own fields only: `__proto__` and the like are never found. */
function field(row: Row, name: string): unknown {
  return Object.hasOwn(row, name) ? row[name] : undefined;
}

/** Reads one line field by field and keeps what is wrong with it; faults name fields, never people. */
class RowReader {
  readonly #row: Row;
  readonly #faults: string[] = [];

  constructor(row: Row) {
    this.#row = row;
  }

  id(name: "userId" | "rcUserId" | "agentId"): string | undefined {
    const read = wireId(field(this.#row, name));
    if (read.kind === "id") return read.id;
    if (read.kind === "fault") this.#faults.push(`${name} is not an id`);
    return undefined;
  }

  /** Without it the seat would be taken for given up. */
  missing(name: "agentId"): undefined {
    if (this.#faults.length === 0) this.#faults.push(`${name} is missing`);
    return undefined;
  }

  identity() {
    const rcUserId = this.id("rcUserId");
    const firstName = this.#text("firstName");
    const lastName = this.#text("lastName");
    const email = this.#text("email");
    return {
      ...(rcUserId === undefined ? {} : { rcUserId }),
      ...(firstName === undefined ? {} : { firstName }),
      ...(lastName === undefined ? {} : { lastName }),
      ...(email === undefined ? {} : { email }),
    };
  }

  agentType(): AgentRecord["agentType"] {
    const value = field(this.#row, "agentType");
    const known = agentTypes.find((type) => type === value);
    if (known !== undefined) return known;
    const shown = typeof value === "string" && /^[A-Z_]{1,40}$/.test(value) ? `agentType "${value}"` : "agentType";
    this.#faults.push(`${shown} is unknown`);
    return "AGENT";
  }

  enabled(): boolean | undefined {
    const value = field(this.#row, "enabled");
    if (value === undefined || value === null || typeof value === "boolean") return value ?? undefined;
    this.#faults.push("enabled is not true or false");
    return undefined;
  }

  isActive(): boolean {
    const value = field(this.#row, "isActive");
    if (typeof value === "boolean") return value;
    this.#faults.push("isActive is not true or false");
    return true;
  }

  faultsIfAny(): { readonly faults?: readonly string[] } {
    return this.#faults.length === 0 ? {} : { faults: this.#faults };
  }

  #text(name: "firstName" | "lastName" | "email"): string | undefined {
    const value = field(this.#row, name);
    if (value === undefined || value === null) return undefined;
    if (typeof value !== "string") {
      this.#faults.push(`${name} is not text`);
      return undefined;
    }
    if (value.length <= longestText) return value;
    // Text that is no e-mail address is no e-mail; a name that long is no name, and costs the person.
    if (name === "email") return undefined;
    this.#faults.push(`${name} is longer than ${longestText} characters`);
    return undefined;
  }
}
