import { isDeepStrictEqual } from "node:util";
import type { TenantId } from "#shared/domain/ids.ts";
import type { SettingsEdit, SettingsEditor } from "#shared/ports/settings-editor.ts";
import { plainItem } from "./plain-item.ts";
import type { TableOptions } from "./table.ts";
import { Table } from "./table.ts";

/** Changes items of the settings table (design 3.1). */
export class DynamoDbSettingsEditor implements SettingsEditor {
  readonly #table: Table;

  constructor(options: TableOptions) {
    this.#table = new Table(options);
  }

  async save(tenantId: TenantId, { before, attributes }: SettingsEdit): Promise<"saved" | "stale"> {
    const stored = await this.#table.getStored({ tenantId });
    if (!isDeepStrictEqual(stored === undefined ? undefined : plainItem(stored), before)) return "stale";
    const names = Object.keys(attributes);
    const set = names.filter((name) => attributes[name] !== undefined);
    const removed = names.filter((name) => attributes[name] === undefined);
    // An update makes the item where there is none; one that only makes it sets nothing.
    const expression = [
      ...(set.length === 0 ? [] : [`SET ${set.map((name) => `#${name} = :new_${name}`).join(", ")}`]),
      ...(removed.length === 0 ? [] : [`REMOVE ${removed.map((name) => `#${name}`).join(", ")}`]),
    ].join(" ");
    const values = Object.fromEntries(set.map((name) => [`:new_${name}`, attributes[name]]));
    // What a person typed into the console may have any name; those of settings are words.
    const seen = Object.keys(stored ?? {}).filter((name) => /^\w+$/.test(name));
    const unseen = [...new Set(["tenantId", ...names])].filter((name) => !seen.includes(name));
    const written = await this.#table.update(
      { tenantId },
      { expression, values },
      {
        expression: [
          ...seen.map((name) => `#${name} = :seen_${name}`),
          ...unseen.map((name) => `attribute_not_exists(#${name})`),
        ].join(" AND "),
        stored: Object.fromEntries(
          seen.flatMap((name) => (stored?.[name] === undefined ? [] : [[`:seen_${name}`, stored[name]] as const])),
        ),
      },
    );
    return written === "written" ? "saved" : "stale";
  }
}
