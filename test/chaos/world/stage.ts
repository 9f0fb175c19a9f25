import type { Organisation } from "#test/simulators/ringcentral/organisation.ts";
import type { DecisionEvent } from "./history.ts";

type Item = Record<string, unknown>;

/** What the events of a history happen to. */
export interface Stage {
  readonly organisation: Organisation;
  readonly roster: {
    list(): Promise<readonly Readonly<Item>[]>;
    put(item: Readonly<Item>): Promise<void>;
    /** Sets attributes and leaves the others alone; `undefined` takes one away. */
    patch(userId: string, attributes: Readonly<Item>): Promise<void>;
  };
  readonly settings: {
    /** The tenant's settings item; `save` stores it. */
    readonly item: Item;
    save(): Promise<void>;
  };
  /** Approves or refuses a held list. */
  decide(decision: DecisionEvent): Promise<void>;
}
