"""Looking at one page as people with other eyes, hands and screens do. Shared by the tests that walk the pages.

`look` fails at the first thing wrong; `faults_of` lists everything, for a walk that wants to see all of it at once.
"""
import axe, stage

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
# WCAG 1.4.10: nothing may have to be scrolled sideways at 320 CSS pixels.
NARROW = {"width": 320, "height": 640}

# Where the focus is after each Tab, once the page is where the focus is: its name, whether one can see that it has it, and whether it stands after
# the element before it. Nothing where it isn't on the page.
FOLLOW_FOCUS = """() => {
    let before = null
    window.focusStops = []
    document.activeElement?.blur()
    window.scrollTo(0, 0)
    window.onkeyup = () => {
        const item = document.activeElement
        if (!item || item === document.body) { before = null; window.focusStops.push(null); return }
        const style = getComputedStyle(item), box = item.getBoundingClientRect()
        const outline = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2
        const hidden = box.width === 0 || box.height === 0 || box.right < 0 || box.bottom < 0 || box.left > innerWidth || box.top > innerHeight
        const inOrder = !before || Boolean(before.compareDocumentPosition(item) & Node.DOCUMENT_POSITION_FOLLOWING)
        before = item
        window.focusStops.push({
            name: item.outerHTML.slice(0, 110), visible: outline || style.boxShadow !== 'none', hidden, inOrder, ordered: item.tabIndex > 0
        })
    }
}"""
STOPS_AT_ONCE = 15


def text_faults(page, name):
    text = page.inner_text("body")
    return [f"{name}: raw markup {mark!r}" for mark in ("Markup(", "</", "{{") if mark in text]


def width_fault(page, name, kind):
    """What is wider than the screen, with the elements that make it so."""
    width, limit = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    if width <= limit:
        return []
    wide = page.evaluate(
        """limit => [...document.querySelectorAll('body *')].filter(item => item.getBoundingClientRect().right > limit + 1)
            .slice(-3).map(item => item.outerHTML.slice(0, 90))""", limit)
    return [f"{name} ({kind}) is {width} wide on {limit}: {wide}"]


def focus_stops(page, limit):
    """Where Tab leads from the top of the page, until it is through once. Pressed some times together: each answer costs more than the key."""
    page.evaluate(FOLLOW_FOCUS)
    for _ in range(0, limit, STOPS_AT_ONCE):
        for _ in range(STOPS_AT_ONCE):
            page.keyboard.press("Tab")
        for state in page.evaluate("window.focusStops.splice(0)"):
            # Off the page: the round is done.
            if state is None:
                return
            yield state
            # Back at the first one.
            if not state["inOrder"]:
                return


def focus_faults(page, name):
    """Tab from the top: each stop is seen, on the screen, and stands after the one before."""
    faults, seen = [], 0
    for state in focus_stops(page, limit=60):
        seen += 1
        if state["hidden"] or not state["visible"]:
            faults.append(f"{name}: focus can't be seen on {state['name']}")
        if state["ordered"]:
            faults.append(f"{name}: a tab order of its own on {state['name']}")
    page.evaluate("window.onkeyup = null")
    if seen == 0:
        faults.append(f"{name}: nothing can be reached with the keyboard")
    return faults


def faults_of(page, name, sizes=(PHONE, DESK), keyboard=True, suffix=""):
    """Everything wrong with the page that is open: axe, raw markup and width at each size; 320 pixels; text of twice the size; the keyboard."""
    before, faults = page.viewport_size, []
    for size in sizes:
        page.set_viewport_size(size)
        kind = "phone" if size is PHONE else "desk"
        faults += [f"{name} ({kind}): {line}" for line in axe.violations(page)]
        faults += text_faults(page, name) + width_fault(page, name, kind)
        stage.shot(page, f"{name}-{kind}{suffix}")
    page.set_viewport_size(NARROW)
    faults += width_fault(page, name, "320")
    page.set_viewport_size(DESK)
    # WCAG 1.4.4: as a browser does that was told to show text at twice its size.
    page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
    faults += width_fault(page, name, "text 200%")
    page.evaluate("document.documentElement.style.removeProperty('font-size')")
    if keyboard:
        faults += focus_faults(page, name)
    page.set_viewport_size(before)
    return faults


def look(page, name, sizes=(PHONE, DESK), large=False):
    """The page under axe at each size; nothing of it may show markup that was meant to be rendered, or be wider than the screen."""
    faults = faults_of(page, name, sizes, keyboard=False, suffix="-large" if large else "")
    assert not faults, "\n".join(faults)
