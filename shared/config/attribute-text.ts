import { understood } from "./read-setting.ts";
import { type SettingName, settingTable } from "./setting-table.ts";

/**
 * What a person's text for a setting means as an attribute of the item: `true` is a BOOL, `0.2` a number, a comma
 * separated text a list. A text that cannot be that, or is for no known setting, stays a text: the check says so.
 */
export function attributeOf(name: string, text: string): unknown {
  const table = settingTable([]);
  const trimmed = text.trim();
  return Object.hasOwn(table, name)
    ? understood({ from: "parameter", value: trimmed }, table[name as SettingName])
    : trimmed;
}
