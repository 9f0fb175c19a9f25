import type { LambdaClient } from "@aws-sdk/client-lambda";
import { InvokeCommand } from "@aws-sdk/client-lambda";
import type { SyncEvent } from "#shared/domain/run/run.ts";
import { SyncError } from "#shared/domain/sync-error.ts";
import type { RunStarter } from "#shared/ports/run-starter.ts";

interface RunStarterOptions {
  readonly client: LambdaClient;
  readonly functionName: string;
}

/** Invokes the sync function by event. An event may arrive twice; the sync's lease takes care of that. */
export class LambdaRunStarter implements RunStarter {
  readonly #client: LambdaClient;
  readonly #functionName: string;

  constructor({ client, functionName }: RunStarterOptions) {
    this.#client = client;
    this.#functionName = functionName;
  }

  async start(event: SyncEvent): Promise<void> {
    const { StatusCode: status } = await this.#client.send(
      new InvokeCommand({
        FunctionName: this.#functionName,
        InvocationType: "Event",
        Payload: Buffer.from(JSON.stringify(event)),
      }),
    );
    if (status === 202) return;
    throw new SyncError("INTERNAL", `Function ${this.#functionName} did not accept the event`, {
      details: { tenantId: event.tenantId, status: status ?? 0 },
    });
  }
}
