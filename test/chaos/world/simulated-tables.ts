import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import type { AwsCore } from "#test/simulators/aws/aws-core.ts";
import type { Item } from "./roster-journal.ts";

type TableName = keyof AwsCore["tables"];
type Marshalled = Record<string, AttributeValue>;

/** The tables as a person with a console sees them: no wire, no faults, tenant `default`. */
export class SimulatedTables {
  readonly #core: Pick<AwsCore, "handle" | "tables">;

  constructor(core: Pick<AwsCore, "handle" | "tables">) {
    this.#core = core;
  }

  async put(table: TableName, item: Item): Promise<void> {
    await this.#call("PutItem", { TableName: this.#core.tables[table], Item: marshalled(item) });
  }

  async putAll(table: TableName, items: readonly Item[]): Promise<void> {
    for (let from = 0; from < items.length; from += 25) {
      const requests = items.slice(from, from + 25).map((item) => ({ PutRequest: { Item: marshalled(item) } }));
      await this.#call("BatchWriteItem", { RequestItems: { [this.#core.tables[table]]: requests } });
    }
  }

  async delete(table: TableName, key: Item): Promise<void> {
    await this.#call("DeleteItem", { TableName: this.#core.tables[table], Key: marshalled(key) });
  }

  /** Sets attributes of a roster user and leaves the others, the version included; `undefined` takes one away. */
  async patchUser(userId: string, attributes: Item): Promise<void> {
    const entries = Object.entries(attributes);
    if (entries.length === 0) return;
    const set = entries.filter(([, value]) => value !== undefined);
    const removed = entries.filter(([, value]) => value === undefined);
    const assignments = set.map(([name]) => `#${name} = :${name}`).join(", ");
    await this.#call("UpdateItem", {
      TableName: this.#core.tables.roster,
      Key: marshall({ tenantId: "default", userId }),
      UpdateExpression: [
        ...(set.length > 0 ? [`SET ${assignments}`] : []),
        ...(removed.length > 0 ? [`REMOVE ${removed.map(([name]) => `#${name}`).join(", ")}`] : []),
      ].join(" "),
      ExpressionAttributeNames: Object.fromEntries(entries.map(([name]) => [`#${name}`, name])),
      ...(set.length === 0
        ? {}
        : { ExpressionAttributeValues: marshall(Object.fromEntries(set.map(([name, value]) => [`:${name}`, value]))) }),
    });
  }

  async roster(): Promise<Item[]> {
    return await this.#query("roster", "tenantId = :tenant", { ":tenant": "default" });
  }

  /** Entries of the history that begin with a text, in order. */
  async history(prefix: string): Promise<Item[]> {
    const values = { ":tenant": "default", ":prefix": prefix };
    return await this.#query("history", "tenantId = :tenant AND begins_with(entry, :prefix)", values);
  }

  async approvals(): Promise<Item[]> {
    return await this.#query("approvals", "tenantId = :tenant", { ":tenant": "default" });
  }

  async #query(table: TableName, condition: string, values: Item): Promise<Item[]> {
    const items: Item[] = [];
    let start: Marshalled | undefined;
    do {
      const page = await this.#call("Query", {
        TableName: this.#core.tables[table],
        KeyConditionExpression: condition,
        ExpressionAttributeValues: marshall(values),
        ConsistentRead: true,
        ...(start === undefined ? {} : { ExclusiveStartKey: start }),
      });
      for (const item of page.Items ?? []) items.push(unmarshall(item));
      start = page.LastEvaluatedKey;
    } while (start !== undefined);
    return items;
  }

  async #call(operation: string, input: object): Promise<{ Items?: Marshalled[]; LastEvaluatedKey?: Marshalled }> {
    const handled = await this.#core.handle({
      service: "dynamodb",
      operation,
      path: "/",
      headers: {},
      body: Buffer.from(JSON.stringify(input)),
    });
    if (handled.kind !== "answer" || handled.answer.status !== 200)
      throw new Error(`${operation} failed: ${JSON.stringify(handled)}`);
    return JSON.parse(handled.answer.body);
  }
}

function marshalled(item: Item): Marshalled {
  return marshall({ tenantId: "default", ...item });
}
