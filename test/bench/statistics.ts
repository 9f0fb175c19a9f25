/** The middle value; of an even number the lower middle. `NaN` for none. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? Number.NaN;
}

/**
 * The exponent `k` of a power law `y = c * x^k` through two neighbouring sizes, for the steepest pair: 1 is linear. A
 * line through all sizes would let the constant part of the small ones hide what happens to the large ones.
 * `undefined` for fewer than two sizes.
 */
export function steepestGrowth(points: readonly { readonly x: number; readonly y: number }[]): number | undefined {
  const bySize = points.toSorted((a, b) => a.x - b.x);
  const exponents = bySize.flatMap(({ x, y }, index) => {
    const next = bySize[index + 1];
    return next === undefined || next.x === x ? [] : [Math.log(next.y / y) / Math.log(next.x / x)];
  });
  return exponents.length === 0 ? undefined : Math.max(...exponents);
}
