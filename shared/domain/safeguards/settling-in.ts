const settlingDays = 7;

/** Whether new users are expected in any number: until a first whole run, and for seven days after it (design 4.5). */
export function isSettlingIn({ settledAt }: { readonly settledAt?: string }, now: Date): boolean {
  return settledAt === undefined || now.getTime() - Date.parse(settledAt) < settlingDays * 24 * 3_600_000;
}
