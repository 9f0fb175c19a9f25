import { unmarshall } from "@aws-sdk/util-dynamodb";
import type { AwsCore, Handled } from "#test/simulators/aws/aws-core.ts";
import type { AwsRequest } from "#test/simulators/aws/aws-service.ts";
import { tableOf } from "#test/simulators/aws/dynamodb-service.ts";

export type Item = Readonly<Record<string, unknown>>;

/** One write to the roster that took effect, whoever made it. */
export interface RosterWrite {
  readonly userId: string;
  readonly before: Item | undefined;
  readonly after: Item | undefined;
}

interface Keyed {
  readonly Key?: Record<string, { S: string }>;
  readonly Item?: Record<string, { S: string }>;
}

/** Watches the program's writes to the roster table at the database's door: what was there, and what is there now. */
export class RosterJournal {
  readonly writes: RosterWrite[] = [];
  readonly #core: AwsCore;
  #last: Promise<unknown> = Promise.resolve();

  constructor(core: AwsCore) {
    this.#core = core;
  }

  /** Carries a request out; one that writes to the roster, alone. */
  readonly carryOut = (request: AwsRequest): Promise<Handled> => {
    const isWrite = request.service === "dynamodb" && /^(Put|Update|Delete|BatchWrite)/.test(request.operation);
    if (!isWrite || tableOf(request) !== this.#core.tables.roster) return this.#core.handle(request);
    return this.#alone(() => this.#write(request));
  };

  /** Carries out what somebody else asks for, which is no write of the program's: between two of those, never amid one. */
  readonly letPass = (request: AwsRequest): Promise<Handled> => this.#alone(() => this.#core.handle(request));

  /** Resolves when every write that was sent has been carried out, also those of a process that has died since. */
  async settled(): Promise<void> {
    await this.#last;
  }

  #alone(work: () => Promise<Handled>): Promise<Handled> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => undefined);
    return done;
  }

  async #write(request: AwsRequest): Promise<Handled> {
    if (request.operation === "BatchWriteItem") throw new Error("The roster is written user by user.");
    const { Key: key, Item: item } = JSON.parse(request.body.toString("utf8")) as Keyed;
    const { tenantId, userId } = key ?? item ?? {};
    const read = () => this.#read(request, { tenantId, userId });
    const before = await read();
    const handled = await this.#core.handle(request);
    const done = handled.kind === "answer" && handled.answer.status === 200;
    if (done) this.writes.push({ userId: userId?.S ?? "", before, after: await read() });
    return handled;
  }

  async #read(like: AwsRequest, key: unknown): Promise<Item | undefined> {
    const body = Buffer.from(JSON.stringify({ TableName: this.#core.tables.roster, Key: key, ConsistentRead: true }));
    const handled = await this.#core.handle({ ...like, operation: "GetItem", body });
    if (handled.kind !== "answer") throw new Error("The database does not answer.");
    const { Item: item } = JSON.parse(handled.answer.body) as { Item?: Parameters<typeof unmarshall>[0] };
    return item === undefined ? undefined : unmarshall(item);
  }
}
