import { ulid } from "ulid";
import type { OnBehalf, OperatorPorts } from "#shared/operator/operator-ports.ts";
import { type ReadingTurns, unlimitedTurns } from "#shared/operator/reading-turns.ts";
import { FakeHistoryDesk } from "#test/fakes/fake-history-desk.ts";
import { FakeRunStarter } from "#test/fakes/fake-run-starter.ts";
import { FakeSettingsEditor } from "#test/fakes/fake-settings-editor.ts";
import { SyncWorld, tenant } from "#test/unit/run/sync-world.ts";

export const onBehalf: OnBehalf = { tenantId: tenant, by: "arn:aws:iam::111122223333:user/operator" };
export const fiveMinutes = { remainingMs: () => 300_000 };

/** A tenant that can be synchronised, and what people do with it. */
export class OperatorWorld extends SyncWorld {
  readonly desk = new FakeHistoryDesk(this.history);
  readonly starter = new FakeRunStarter();
  turns: ReadingTurns = unlimitedTurns;
  readonly editor = new FakeSettingsEditor(this.settings);

  get operator(): Omit<OperatorPorts, "secretWriter" | "units" | "additions" | "probe"> {
    const { desk, approvals, starter, editor, turns, schedules, clock } = this;
    return {
      ...this.ports,
      desk,
      approvals,
      starter,
      editor,
      turns,
      schedules,
      newUlid: () => ulid(clock.now().getTime()),
    };
  }
}
