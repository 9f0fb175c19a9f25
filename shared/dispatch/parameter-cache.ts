import type { TenantId } from "#shared/domain/ids.ts";
import { logMessage } from "#shared/names.ts";
import type { SettingsStore } from "#shared/ports/settings.ts";
import type { Telemetry } from "#shared/ports/telemetry.ts";

const freshMs = 5 * 60_000;

type AllParameters = ReadonlyMap<TenantId, Readonly<Record<string, string>>>;

interface ParameterPorts {
  readonly settings: Pick<SettingsStore, "readAllParameters">;
  readonly telemetry: Telemetry;
}

/** The parameters of all tenants, read at most every 5 minutes of tick time. */
export class ParameterCache {
  readonly #ports: ParameterPorts;
  #read: { readonly at: Date; readonly parameters: AllParameters } | undefined;

  constructor(ports: ParameterPorts) {
    this.#ports = ports;
  }

  /**
   * Falls back on what was read before when the store does not answer.
   * @throws whatever the store throws when nothing was read before: unread parameters are not absent ones
   */
  async at(now: Date): Promise<AllParameters> {
    if (this.#read !== undefined && Math.abs(now.getTime() - this.#read.at.getTime()) < freshMs)
      return this.#read.parameters;
    try {
      this.#read = { at: now, parameters: await this.#ports.settings.readAllParameters() };
    } catch (error) {
      if (this.#read === undefined) throw error;
      const facts = { error: error instanceof Error ? error.name : "unknown", read_at: this.#read.at.toISOString() };
      this.#ports.telemetry.note("error", logMessage.dispatchParametersStale, facts);
    }
    return this.#read.parameters;
  }
}
