"""axe-core over a page: the bytes come from the pinned wheel that bundles them (scripts/python-wheels.txt)."""
import importlib.util, json, os

_source = None


def _axe():
    global _source
    if _source is None:
        folder = os.path.dirname(importlib.util.find_spec("axe_playwright_python").origin)
        with open(os.path.join(folder, "axe.min.js"), encoding="utf-8") as file:
            _source = file.read()
    return _source


def violations(page):
    """What axe finds with all of its default rules: WCAG 2.0 to 2.2 at A and AA, and its best practices."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_axe())
        page.evaluate("axe.configure({ rules: [{ id: 'target-size', enabled: true }] })")
    found = page.evaluate("async () => (await axe.run(document, { resultTypes: ['violations'] })).violations")
    return [
        f"{item['id']}: {item['help']}: " + "; ".join(f"{json.dumps(node['target'], ensure_ascii=False)} {node['html'][:140]}" for node in item["nodes"][:3])
        for item in found
    ]
