// Makes a part of a page what the server says it is now, and keeps every element that still stands for the same thing: the one that somebody is about
// to press, types into or has opened, the one that a screen reader listens to. What the reader entered is nowhere in the markup, so it stays too.

/** What an element stands for: elements in which one of these differs are never made into each other. */
const IDENTITY = ["id", "href", "action", "name", "type", "for"];

const identity = (node) => {
  if (node.nodeType !== Node.ELEMENT_NODE) return node.nodeName;
  const parts = [node.nodeName, ...IDENTITY.map((name) => node.getAttribute(name) ?? "")];
  // What is sent when it is pressed or chosen, and for a button what it says.
  if (/^(BUTTON|OPTION)$/.test(node.tagName)) parts.push(node.getAttribute("value") ?? "", node.textContent);
  if (/^(hidden|radio|checkbox|submit)$/.test(node.getAttribute("type") ?? "")) parts.push(node.getAttribute("value") ?? "");
  return parts.join("\n");
};

/** What somebody could act upon inside of it. Two elements that share some of that are taken for one. */
const marks = (node) =>
  node.nodeType === Node.ELEMENT_NODE ? new Set([...node.querySelectorAll("[id],[href],[action],[name]")].map(identity)) : new Set();

const described = (node) => ({ node, identity: identity(node), marks: marks(node) });

/** How much two nodes are the same: 0 not at all. */
function likeness(old, fresh) {
  if (old.identity !== fresh.identity) return 0;
  if (old.node.isEqualNode(fresh.node)) return 1000 + fresh.marks.size;
  let shared = 0;
  for (const mark of fresh.marks) if (old.marks.has(mark)) shared += 1;
  return 1 + 2 * shared;
}

/** The pairs of nodes that become each other: in the order of both, and as alike as can be, all in all. */
function pairs(olds, freshes) {
  const best = Array.from({ length: olds.length + 1 }, () => new Float64Array(freshes.length + 1));
  const alike = olds.map((old) => freshes.map((fresh) => likeness(old, fresh)));
  for (let i = olds.length - 1; i >= 0; i -= 1) {
    for (let j = freshes.length - 1; j >= 0; j -= 1) {
      best[i][j] = Math.max(best[i + 1][j], best[i][j + 1], alike[i][j] > 0 ? alike[i][j] + best[i + 1][j + 1] : 0);
    }
  }
  const kept = new Map();
  for (let i = 0, j = 0; i < olds.length && j < freshes.length; ) {
    if (alike[i][j] > 0 && best[i][j] === alike[i][j] + best[i + 1][j + 1]) kept.set(freshes[j++].node, olds[i++].node);
    else if (best[i][j] === best[i + 1][j]) i += 1;
    else j += 1;
  }
  return kept;
}

function become(old, fresh) {
  if (old.isEqualNode(fresh)) return;
  if (old.nodeType !== Node.ELEMENT_NODE) {
    old.data = fresh.data;
    return;
  }
  // What the reader opened or closed stays so.
  const isReaders = (name) => name === "open" && old.tagName === "DETAILS";
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name) && !isReaders(name)) old.removeAttribute(name);
  for (const attribute of fresh.attributes) {
    if (old.getAttribute(attribute.name) !== attribute.value && !isReaders(attribute.name)) old.setAttributeNode(attribute.cloneNode());
  }
  morph(old, fresh);
}

/**
 * @param {Element} target what is on the page
 * @param {Element|DocumentFragment} fresh holds what its children are to be; it is emptied
 */
export function morph(target, fresh) {
  const kept = pairs([...target.childNodes].map(described), [...fresh.childNodes].map(described));
  const staying = new Set(kept.values());
  for (const node of [...target.childNodes]) if (!staying.has(node)) node.remove();
  // Those that stay are in order already; nothing of them is moved, which would take the focus from it.
  let place = target.firstChild;
  for (const node of [...fresh.childNodes]) {
    const old = kept.get(node);
    if (old) {
      become(old, node);
      place = old.nextSibling;
    } else {
      target.insertBefore(node, place);
    }
  }
}
