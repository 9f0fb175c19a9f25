/** First and last name as one text; `undefined` without any. */
export function nameOf(
  named: { readonly firstName?: string | undefined; readonly lastName?: string | undefined } | undefined,
) {
  const name = `${named?.firstName ?? ""} ${named?.lastName ?? ""}`.trim();
  return name === "" ? undefined : name;
}
