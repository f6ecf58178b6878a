"""A page that becomes what the server says while somebody reads, types into and presses it: `Public/modules/morph.js` and `hands.js` in a browser, without a city."""
import os

from playwright.sync_api import sync_playwright, expect

import stage

ORIGIN = "http://morph.test"

# Makes `#live` what the markup says. What stood there before can be asked for by `was`.
BECOME = """async html => {
    const { morph } = await import('/modules/morph.js')
    const fresh = document.createElement('template')
    fresh.innerHTML = html
    morph(document.querySelector('#live'), fresh.content)
    return document.querySelector('#live').innerHTML
}"""

# Trees as a server may write them, each made into another one: what comes out must be what was to come out, and what stands for something
# else must be another element.
RANDOM = """async rounds => {
    const { morph } = await import('/modules/morph.js')
    let seed = 1
    const random = n => { seed = (seed * 1103515245 + 12345) % 2147483648; return Math.floor(seed / 65536) % n }
    const one = of => of[random(of.length)]
    const tree = depth => Array.from({ length: random(5) }, () => {
        const within = depth > 0 ? tree(depth - 1) : 'words ' + random(4)
        return one([
            () => 'words ' + random(6), () => `<p class="c${random(3)}">${random(9)}</p>`, () => `<section class="card">${within}</section>`,
            () => `<a href="/${random(5)}">${random(5)}</a>`, () => `<form action="/${random(3)}"><input type="hidden" name="n" value="${random(3)}"><button>${random(3)}</button></form>`,
            () => `<ul>${Array.from({ length: random(6) }, () => `<li>${random(5)}</li>`).join('')}</ul>`, () => `<input name="f${random(3)}" type="text" value="${random(3)}">`,
            () => `<svg viewBox="0 0 ${random(3)} 9"><path d="M${random(3)} 0"/></svg>`, () => `<div id="i${random(5)}">${within}</div>`,
            () => `<select name="s"><option value="a">a</option>${random(2) ? '<option value="b">b</option>' : ''}</select>`,
        ])()
    }).join('')
    const live = document.querySelector('#live')
    live.innerHTML = ''
    const wrong = []
    for (let round = 0; round < rounds; round += 1) {
        const html = tree(2), fresh = document.createElement('template')
        fresh.innerHTML = html
        const wanted = fresh.innerHTML
        const before = new Map([...live.querySelectorAll('a,form,[id]')].map(item => [item, item.outerHTML.match(/^<[^>]*(href|action|id)="([^"]*)"/)?.[2]]))
        morph(live, fresh.content)
        if (live.innerHTML !== wanted) wrong.push({ wanted, got: live.innerHTML })
        for (const [item, stoodFor] of before) {
            if (live.contains(item) && stoodFor !== (item.getAttribute('href') ?? item.getAttribute('action') ?? item.id)) wrong.push({ stoodFor, now: item.outerHTML })
        }
    }
    return wrong.slice(0, 2)
}"""


def blank(browser):
    """An empty page that can load the modules."""
    page = browser.new_context(locale="zh-CN").new_page()

    def answer(route):
        path = route.request.url.removeprefix(ORIGIN)
        if path.startswith(("/modules/", "/js/")):
            return route.fulfill(path=os.path.join(stage.ROOT, "Public", path[1:]), content_type="text/javascript")
        route.fulfill(body='<!doctype html><meta charset="utf-8"><title>t</title><div id="live"></div>', content_type="text/html")

    page.route("**/*", answer)
    page.goto(f"{ORIGIN}/")
    return page


def show(page, html):
    page.eval_on_selector("#live", "(live, html) => { live.innerHTML = html }", html)


def become(page, html):
    assert page.evaluate(BECOME, html) == html


def keep(page, selector):
    return page.query_selector(selector)


def is_same(page, element, selector):
    return page.evaluate("([element, selector]) => document.querySelector(selector) === element", [element, selector])


def what_stands_for_the_same_stays(page):
    show(page, '<section class="card"><h2>one</h2><a href="/sign">sign</a></section><p>end</p>')
    link = keep(page, "a")
    link.focus()
    become(page, '<div class="note">new</div><section class="card"><h2>another</h2><a href="/pay">pay</a></section><section class="card"><h2>one</h2><a href="/sign">sign now</a></section><p>end</p>')
    assert is_same(page, link, "a[href='/sign']"), "the link was made anew"
    assert page.evaluate("document.activeElement.getAttribute('href')") == "/sign"


def what_stands_for_something_else_is_another(page):
    for old, new, selector in [
        ('<a href="/sign">go</a>', '<a href="/withdraw">go</a>', "a"),
        ('<form action="/a"><button>yes</button></form>', '<form action="/b"><button>yes</button></form>', "form"),
        ('<form action="/a"><button>agree</button></form>', '<form action="/a"><button>take back</button></form>', "button"),
        ('<form action="/a"><input type="hidden" name="unit" value="1"></form>', '<form action="/a"><input type="hidden" name="unit" value="2"></form>', "input"),
        ('<input type="radio" name="c" value="1">', '<input type="radio" name="c" value="2">', "input"),
        ('<div id="a">x</div>', '<div id="b">x</div>', "#live > div"),
    ]:
        show(page, old)
        before = keep(page, selector)
        become(page, new)
        assert not is_same(page, before, selector), f"{old} became {new}"


def what_was_entered_stays(page):
    form = '<form action="/f"><input name="t" type="text"><input name="c" type="checkbox" value="1"><select name="s"><option value="a">a</option><option value="b">b</option></select><input name="f" type="file"><textarea name="w"></textarea></form>'
    show(page, f"<p>1</p>{form}")
    page.fill("[name=t]", "typed")
    page.check("[name=c]")
    page.select_option("select", "b")
    page.fill("textarea", "more")
    page.set_input_files("[name=f]", {"name": "a.txt", "mimeType": "text/plain", "buffer": b"a"})
    page.focus("[name=t]")
    become(page, f'<div class="note">2</div><p>3</p>{form}')
    assert page.input_value("[name=t]") == "typed" and page.is_checked("[name=c]") and page.input_value("select") == "b" and page.input_value("textarea") == "more"
    assert page.evaluate("document.querySelector('[name=f]').files.length") == 1
    assert page.evaluate("document.activeElement.name") == "t"


def what_was_opened_stays_open(page):
    show(page, '<details class="card"><summary>more</summary><p>1</p></details><details open=""><summary>rest</summary></details>')
    page.click("summary >> nth=0")
    page.click("summary >> nth=1")
    page.evaluate(BECOME, '<details class="card"><summary>more</summary><p>2</p></details><details open=""><summary>rest</summary><p>x</p></details>')
    assert page.evaluate("[...document.querySelectorAll('details')].map(item => item.open)") == [True, False]
    assert page.inner_text("details p >> nth=0") == "2"


def who_listens_hears_it(page):
    """A live region tells what changes in it, not that it is another one."""
    show(page, '<div aria-live="polite"><div class="note" role="status"><b>waiting</b></div></div>')
    region = keep(page, "[aria-live]")
    become(page, '<div aria-live="polite"><div class="note good" role="status"><b>done</b></div></div>')
    assert is_same(page, region, "[aria-live]")


def a_press_keeps_its_click(page):
    """The page has something new while the mouse is down: the click comes first."""
    page.evaluate(
        """async () => {
            const [{ morph }, { hands }] = await Promise.all([import('/modules/morph.js'), import('/modules/hands.js')])
            const nobodyPresses = hands(window), live = document.querySelector('#live')
            live.innerHTML = '<button>go</button>'
            window.clicks = []
            live.addEventListener('click', event => window.clicks.push(event.target.tagName))
            live.addEventListener('pointerdown', async () => {
                await nobodyPresses()
                const fresh = document.createElement('template')
                fresh.innerHTML = '<p>new</p><button>another</button>'
                morph(live, fresh.content)
            })
        }""")
    box = page.locator("button").bounding_box()
    page.mouse.move(box["x"] + 5, box["y"] + 5)
    page.mouse.down()
    page.wait_for_timeout(300)
    expect(page.locator("button")).to_have_text("go")
    page.mouse.up()
    expect(page.locator("button")).to_have_text("another")
    assert page.evaluate("window.clicks") == ["BUTTON"]


def main():
    with sync_playwright() as play:
        browser = stage.chromium(play)
        flows = [
            what_stands_for_the_same_stays, what_stands_for_something_else_is_another, what_was_entered_stays, what_was_opened_stays_open, who_listens_hears_it,
            a_press_keeps_its_click,
        ]
        for flow in flows:
            flow(blank(browser))
        wrong = blank(browser).evaluate(RANDOM, 3000)
        assert not wrong, wrong
        browser.close()
    print(f"morph: {len(flows) + 1} passed, 0 failed")


main()
