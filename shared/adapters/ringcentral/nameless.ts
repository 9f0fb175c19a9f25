import { ApiError } from "#shared/adapters/http/api-error.ts";

/** A list with a larger share of records without a usable id tells nothing. */
const maxNamelessShare = 0.1;

/** Records that name somebody, and how many beside them do not. */
interface NamedRecords<Row> {
  readonly records: readonly Row[];
  readonly nameless?: number;
}

/**
 * The records that name somebody, and how many do not.
 * @throws ApiError when more than a tenth of the list names nobody
 */
export function withoutNameless<Row>(
  path: string,
  records: readonly Row[],
  isNamed: (record: Row) => boolean,
): NamedRecords<Row> {
  const named = records.filter(isNamed);
  return namedOnly(path, { records: named, nameless: records.length - named.length });
}

/** The same of a list that is divided already. @throws ApiError as above */
export function namedOnly<Row>(
  path: string,
  { records, nameless }: { readonly records: readonly Row[]; readonly nameless: number },
): NamedRecords<Row> {
  const total = records.length + nameless;
  if (nameless > total * maxNamelessShare)
    throw new ApiError(`GET ${path}: ${nameless} of ${total} records have no usable id.`, { kind: "unusable" });
  return nameless === 0 ? { records } : { records, nameless };
}
