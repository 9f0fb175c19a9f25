import DOMPurify from "dompurify";

/** What of an answer may be shown, and how many elements and attributes were taken out of it. */
export interface Sanitised {
  readonly content: DocumentFragment;
  readonly removed: number;
}

/**
 * Takes out of an answer what the documentation says CloudWatch takes out: JavaScript in every form, `<iframe>` and
 * `<use>`. Styles stay, and so does `<cwdb-action>`.
 */
export function sanitised(html: string): Sanitised {
  const content = DOMPurify.sanitize(html, {
    ADD_TAGS: ["cwdb-action"],
    ADD_ATTR: ["action", "confirmation", "display", "endpoint", "event"],
    // Text, not addresses: an ARN and "Sure: really?" look like unknown protocols.
    ADD_URI_SAFE_ATTR: ["confirmation", "endpoint"],
    FORBID_TAGS: ["iframe", "use"],
    // Without it a `<style>` at the beginning would be lost.
    FORCE_BODY: true,
    // Would take away values that mention tags. It is meant for a text that is parsed again, and this one is not.
    SAFE_FOR_XML: false,
    RETURN_DOM_FRAGMENT: true,
  });
  return { content, removed: DOMPurify.removed.filter((one) => !isBodyMark(one)).length };
}

/** The element by which the sanitiser forces a body. */
function isBodyMark(one: (typeof DOMPurify.removed)[number]): boolean {
  return "element" in one && one.element.nodeName === "REMOVE";
}
