/** What an id field holds; 0, `null`, an empty text and nothing at all mean that there is none. */
type WireId = { readonly kind: "id"; readonly id: string } | { readonly kind: "absent" } | { readonly kind: "fault" };

/** Reads an id: a whole number that JSON carries exactly, or up to 20 digits. */
export function wireId(value: unknown): WireId {
  if (value === undefined || value === null || value === "" || value === 0 || value === "0") return { kind: "absent" };
  if (typeof value === "number") {
    return Number.isSafeInteger(value) && value > 0 ? { kind: "id", id: String(value) } : { kind: "fault" };
  }
  return typeof value === "string" && /^\d{1,20}$/.test(value) ? { kind: "id", id: value } : { kind: "fault" };
}
