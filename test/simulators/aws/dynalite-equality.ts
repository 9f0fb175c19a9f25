import { createRequire } from "node:module";
import { isDeepStrictEqual } from "node:util";

type Expression = { readonly type: string; readonly name?: string; readonly args: readonly unknown[] };
type Item = Readonly<Record<string, unknown>>;
type Check = (data: { readonly _condition?: { readonly expression: Expression } }, item: Item | undefined) => unknown;

const never: Expression = { type: "function", name: "attribute_exists", args: [["\u0000"]] };
const always: Expression = { type: "not", args: [never] };

/** dynalite finds two equal lists or maps different; DynamoDB compares what they hold. Mends conditions, in this process. */
export function mendEquality(): void {
  const database = createRequire(import.meta.url)("dynalite/db/index.js") as {
    checkConditional: Check & { mended?: true };
  };
  const { checkConditional: original } = database;
  if (original.mended) return;
  const mended: Check = (data, item) => {
    const { _condition: condition } = data;
    if (condition === undefined) return original(data, item);
    return original({ ...data, _condition: { ...condition, expression: decided(condition.expression, item) } }, item);
  };
  database.checkConditional = Object.assign(mended, { mended: true as const });
}

/** The expression with every comparison of an attribute with a list or a map replaced by what comes of it. */
function decided(expression: Expression, item: Item | undefined): Expression {
  const { type, args } = expression;
  if (type === "and" || type === "or" || type === "not")
    return { ...expression, args: args.map((one) => decided(one as Expression, item)) };
  const [path, value] = args;
  const isWhole = Array.isArray(path) && path.length === 1 && typeof value === "object" && value !== null;
  if (type !== "=" || !isWhole || !("L" in value || "M" in value)) return expression;
  return isDeepStrictEqual(item?.[String(path[0])], value) ? always : never;
}
