import { isDeepStrictEqual } from "node:util";
import type { TenantId } from "#shared/domain/ids.ts";
import type { SettingsEdit, SettingsEditor } from "#shared/ports/settings-editor.ts";
import type { FakeSettingsStore } from "./fake-settings-store.ts";

/** Edits settings in memory. */
export class FakeSettingsEditor implements SettingsEditor {
  readonly #settings: FakeSettingsStore;

  constructor(settings: FakeSettingsStore) {
    this.#settings = settings;
  }

  async save(tenantId: TenantId, { before, attributes }: SettingsEdit): Promise<"saved" | "stale"> {
    const item = this.#settings.item(tenantId);
    if (!isDeepStrictEqual(item, before)) return "stale";
    const kept = Object.entries({ ...item, ...attributes }).filter(([, value]) => value !== undefined);
    this.#settings.putItem(tenantId, Object.fromEntries(kept));
    return "saved";
  }
}
