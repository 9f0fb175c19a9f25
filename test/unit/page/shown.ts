import { type DefaultTreeAdapterTypes, parseFragment } from "parse5";

type Node = DefaultTreeAdapterTypes.ChildNode;
export type Element = DefaultTreeAdapterTypes.Element;

/** An answer of the page as a browser's parser understands it. */
export class Shown {
  readonly html: string;
  readonly elements: readonly Element[];

  constructor(html: string) {
    this.html = html;
    this.elements = parseFragment(html).childNodes.flatMap(within);
  }

  all(tag: string): readonly Element[] {
    return this.elements.filter(({ tagName }) => tagName === tag);
  }

  /** The control of a name. */
  field(name: string): Element {
    const found = this.elements.find((one) => isControl(one) && attribute(one, "name") === name);
    if (found === undefined) throw new Error(`there is no field ${name}`);
    return found;
  }

  byId(id: string): Element | undefined {
    return this.elements.find((one) => attribute(one, "id") === id);
  }

  /** What the console would send of the forms. */
  forms(): Readonly<Record<string, string>> {
    return Object.fromEntries(
      this.elements.filter(isControl).map((one) => [attribute(one, "name") ?? "", this.value(one)]),
    );
  }

  value(control: Element): string {
    if (control.tagName !== "select") return attribute(control, "value") ?? "";
    const options = control.childNodes.filter((one): one is Element => "tagName" in one);
    const chosen = options.find((one) => attribute(one, "selected") !== undefined) ?? options[0];
    return chosen === undefined ? "" : (attribute(chosen, "value") ?? "");
  }

  /** What a button of this label does. */
  action(label: string): {
    readonly endpoint: string;
    readonly payload: Readonly<Record<string, unknown>>;
    readonly confirmation?: string;
  } {
    const button = this.all("button").find((one) => textOf(one) === label);
    if (button === undefined)
      throw new Error(`there is no button "${label}", but ${this.all("button").map(textOf).join(", ")}`);
    const siblings = button.parentNode?.childNodes.filter((one): one is Element => "tagName" in one) ?? [];
    const action = siblings[siblings.indexOf(button) + 1];
    if (action?.tagName !== "cwdb-action") throw new Error(`the button "${label}" has no action behind it`);
    const confirmation = attribute(action, "confirmation");
    return {
      endpoint: attribute(action, "endpoint") ?? "",
      payload: JSON.parse(textOf(action)) as Readonly<Record<string, unknown>>,
      ...(confirmation === undefined ? {} : { confirmation }),
    };
  }

  /** The text that a person reads, without that of styles and actions. */
  get text(): string {
    return this.elements[this.elements.findIndex(({ tagName }) => tagName === "div")] === undefined
      ? this.html
      : textOf(this.all("div")[0] as Element);
  }
}

export function attribute({ attrs }: Element, name: string): string | undefined {
  return attrs.find((one) => one.name === name)?.value;
}

export function textOf(node: Node): string {
  if ("value" in node) return node.value;
  if (!("childNodes" in node)) return "";
  return node.childNodes
    .filter((one) => !("tagName" in one) || node.nodeName === "cwdb-action" || one.tagName !== "cwdb-action")
    .map(textOf)
    .join("");
}

export function isControl({ tagName }: Element): boolean {
  return ["input", "select", "textarea"].includes(tagName);
}

function within(node: Node): Element[] {
  return "tagName" in node ? [node, ...node.childNodes.flatMap(within)] : [];
}
