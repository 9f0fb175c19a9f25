import { ulid } from "ulid";
import type { OnBehalf, OperatorPorts } from "#shared/operator/operator-ports.ts";
import { type ReadingTurns, unlimitedTurns } from "#shared/tenant/reading-turns.ts";
import { FakeRunStarter } from "#test/fakes/fake-run-starter.ts";
import { FakeSubscriptions } from "#test/fakes/fake-subscriptions.ts";
import { SyncWorld, tenant } from "#test/unit/run/sync-world.ts";

export const onBehalf: OnBehalf = { tenantId: tenant, by: "arn:aws:iam::111122223333:user/operator" };
export const fiveMinutes = { remainingMs: () => 300_000 };

/** A tenant that can be synchronised, and what people do with it. */
export class OperatorWorld extends SyncWorld {
  readonly starter = new FakeRunStarter();
  readonly subscriptions = new FakeSubscriptions();
  turns: ReadingTurns = unlimitedTurns;

  get operator(): Omit<OperatorPorts, "probe"> {
    const { settings, secrets, organization, roster, decisions, history, approvals, schedules, starter, turns, clock } =
      this;
    const stores = { settings, secrets, organization, roster, decisions, history, approvals, schedules };
    const { stops, subscriptions } = this;
    const others = { stops, starter, turns, subscriptions };
    return { ...this.ports, ...stores, ...others, newUlid: () => ulid(clock.now().getTime()) };
  }
}
