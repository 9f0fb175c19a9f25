import type { Extension } from "./organisation-model.ts";

/** The RingEX extensions of an organisation, ascending by id, which is the order of the answers. */
export class ExtensionList {
  readonly rows: Extension[] = [];
  /** Made when it is asked for, because a person's roles change more rarely than they are read. */
  #roleHolders: readonly Extension[] | undefined;
  #lastNumber = 1_000_000;

  insert(draft: Omit<Extension, "number">): Extension {
    this.#lastNumber += 1;
    const extension = { ...draft, number: String(this.#lastNumber) };
    const at = this.#position(extension.id);
    if (at === this.rows.length) this.rows.push(extension);
    else this.rows.splice(at, 0, extension);
    this.rolesChanged();
    return extension;
  }

  remove(extension: Extension): void {
    const at = this.#position(extension.id);
    if (this.rows[at] === extension) this.rows.splice(at, 1);
    this.rolesChanged();
  }

  /** Extensions of people who have a role. */
  roleHolders(): readonly Extension[] {
    this.#roleHolders ??= this.rows.filter((extension) => (extension.person?.roles.length ?? 0) > 0);
    return this.#roleHolders;
  }

  rolesChanged(): void {
    this.#roleHolders = undefined;
  }

  /** Where an id stands or would stand, by binary search. */
  #position(id: number): number {
    let low = 0;
    let high = this.rows.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const there = this.rows[middle];
      if (there !== undefined && there.id < id) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
