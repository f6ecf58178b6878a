"""Case 1 from its beginning: a developer brings a project in, imports its list of units, files the survey report, signs the promise
letter and applies; two officials review; the project is on the public list, and a buyer registers alone.
"""
import csv, hashlib, io, re

from playwright.sync_api import sync_playwright, expect

import stage

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


def table(rows, encoding="utf-8-sig"):
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return {"name": "房屋清单.csv", "mimeType": "text/csv", "buffer": text.getvalue().encode(encoding)}


def import_table(page, file):
    page.get_by_label("房屋清单（CSV 表格）").set_input_files(file)
    page.get_by_role("button", name="导入").click()


def bad_lists(page, rows):
    """Everything that is wrong is told at once, with its cell; nothing is imported."""
    bad = [list(row) for row in rows]
    bad[1][0] = bad[1][0][:-1]
    bad[2][7] = "999.99"
    bad[3][3] = "宫殿"
    bad[4][5] = "99"
    bad[5][2] = "=cmd|' /C calc'!A0"
    bad[6][0] = bad[7][0]
    import_table(page, table(bad))
    errors = page.get_by_role("alert")
    expect(errors).to_contain_text("没有导入")
    for place in ["第2行 A列（不动产单元号）", "第3行 H列（建筑面积）", "第4行 D列（规划用途）", "第5行 F列（所在层）", "第6行 C列（坐落）", "第8行 A列（不动产单元号）"]:
        expect(errors).to_contain_text(place)
    stage.shot(page, "developer-3-errors")
    for content, words in [
        (b"\xff\xfea\x00", "网页"), (b"<!doctype html><script>1</script>", "网页"), (b"MZ\x00\x00\x90", "可执行程序"), (PDF, "PDF"), (b"\xc4\xff\xff\xff,1\n2,3\n", "GBK"),
        ("不动产单元号\t室号\n1\t2\n".encode(), "英文逗号"),
    ]:
        import_table(page, {"name": "清单.csv", "mimeType": "text/csv", "buffer": content})
        expect(page.get_by_role("alert")).to_be_visible()
    import_table(page, {"name": "清单.csv", "mimeType": "text/csv", "buffer": b"a," * (5 * 1024 * 1024)})
    expect(page.locator("body")).to_contain_text("上限")


def prepare(city, page, rows, name):
    """From the permit to a project that is ready."""
    page.goto("/developer/projects")
    page.locator("li", has_text=name).get_by_role("button", name="建立项目").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    stage.shot(page, "developer-2-new")
    project = page.url
    page.get_by_role("link", name="导入房屋清单").click()
    with page.expect_download() as template:
        page.get_by_role("link", name="下载模板").click()
    assert open(template.value.path(), encoding="utf-8-sig").readline().split(",")[0] == "不动产单元号"
    bad_lists(page, rows)
    page.goto(project)
    expect(page.get_by_role("link", name="导入房屋清单")).to_be_visible()
    page.goto(project + "/units")
    # As spreadsheets in China save it: GBK, without a mark.
    import_table(page, table(rows, "gb18030"))
    expect(page.locator("ol.todo")).to_contain_text(f"共{len(rows) - 1}套")
    page.get_by_role("link", name=re.compile("提交报告")).first.click()
    page.get_by_label("报告编号").fill("洪测字〔2026〕第09001号")
    page.get_by_label("测绘单位").fill("南昌市测绘勘察研究院有限公司")
    page.get_by_label("报告文件").set_input_files({"name": "成果报告.pdf", "mimeType": "application/pdf", "buffer": b"<html>no</html>"})
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("alert")).to_contain_text("内容却是")
    for link in range(8):
        page.goto(project)
        missing = page.get_by_role("link", name=re.compile("提交报告"))
        if missing.count() == 0:
            break
        missing.first.click()
        page.get_by_label("报告编号").fill(f"洪测字〔2026〕第0900{link}号")
        page.get_by_label("测绘单位").fill("南昌市测绘勘察研究院有限公司")
        page.get_by_label("报告文件").set_input_files({"name": "成果报告.pdf", "mimeType": "application/pdf", "buffer": PDF + b"%d" % link})
        page.get_by_role("button", name="提交").click()
    expect(page.locator("ol.todo")).to_contain_text("已齐全")
    page.get_by_role("link", name="阅读并签署").click()
    expect(page.locator("main")).to_contain_text("无需本企业到场")
    page.get_by_role("button", name="签署", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("请阅读全文并勾选")
    page.get_by_label("我已阅读承诺书").check()
    page.get_by_label("企业名称").fill(city.demo("开发企业：导入")["name"])
    stage.shot(page, "developer-4-pledge")
    page.get_by_role("button", name="签署", exact=True).click()
    expect(page.locator("ol.todo")).to_contain_text("可以申请")
    stage.shot(page, "developer-5-ready")
    return project


def letter(city, page, public, project, company):
    """Withdrawn for a reason that everybody reads, then signed anew; the sealed file is the one whose digest is public."""
    page.goto(project + "/pledge")
    expect(page.locator("main")).to_contain_text("购房人据此可以自行办证")
    page.locator("summary", has_text="撤回承诺书").click()
    page.get_by_role("button", name="撤回承诺书").click()
    expect(page.get_by_role("alert")).to_contain_text("原因")
    page.get_by_label("撤回的原因").fill("与购房人协商后改为共同申请")
    page.locator("#f-withdraw-name").fill(company)
    stage.shot(page, "developer-8-withdraw")
    page.get_by_role("button", name="撤回承诺书").click()
    expect(page.locator("main")).to_contain_text("与购房人协商后改为共同申请")
    public.reload()
    expect(public.locator("main")).to_contain_text("撤回承诺书")
    expect(public.locator("main")).to_contain_text("与购房人协商后改为共同申请")
    stage.shot(public, "developer-8-withdrawn")
    page.get_by_label("我已阅读承诺书").check()
    page.locator("#f-name").fill(company)
    page.get_by_role("button", name="重新签署").click()
    expect(page.locator("main")).to_contain_text("购房人据此可以自行办证")
    stage.shot(page, "developer-8-renewed")
    public.reload()
    expect(public.locator("main")).to_contain_text("可自行办理")
    link = public.get_by_role("link", name="查看承诺书").get_attribute("href")
    file = public.request.get(link).body()
    assert file.startswith(b"%PDF") and hashlib.sha256(file).hexdigest() in public.locator("main").inner_text()


def sign_and_submit(page, name):
    page.get_by_role("link", name=re.compile("下一步|核对并签署")).first.click()
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_label(re.compile("姓名|企业名称|名称")).first.fill(name)
    page.get_by_role("button", name=re.compile("签署并提交|签署")).last.click()


def pay(page):
    page.get_by_role("link", name="去缴费").click()
    page.get_by_role("button", name="确认支付").click()


def main():
    with stage.open_city() as city, sync_playwright() as play:
        browser = stage.chromium(play)
        developer = city.demo("开发企业：导入")
        buyer = city.demo("开发企业首次登记后可自己办证")
        name = re.search("“(.+)”", developer["story"]).group(1)
        rows = list(csv.reader(open(f"{city.data}/upcoming-units.csv", encoding="utf-8-sig")))

        # A developer by what housing knows of it, not by anything that was loaded; a citizen is none.
        page = city.page(browser)
        stage.sign_in_citizen(page, developer, to="/developer/projects")
        assert "developer" in page.request.get("/api/v1/session").json()["roles"]
        stage.shot(page, "developer-1-projects")
        citizen = city.page(browser)
        stage.sign_in_citizen(citizen, city.demos[0], to="/my/cases")
        assert citizen.request.get("/developer/projects").status == 403
        project = prepare(city, page, rows, name)
        assert citizen.request.get(project).status == 403

        page.get_by_role("button", name="申请首次登记").click()
        expect(page.locator("main")).to_contain_text("材料")
        sign_and_submit(page, developer["name"])
        expect(page.locator("main")).to_contain_text("请缴纳登记费")
        case = page.url.rsplit("/", 1)[1].split("#")[0]
        pay(page)
        expect(page.locator("main")).to_contain_text("审核", timeout=15000)
        # Nothing may be changed any more.
        page.goto(project + "/units")
        expect(page.locator("main")).to_contain_text("清单不能再修改")
        public = city.page(browser)
        public.goto(f"/projects?q={name}")
        expect(public.locator("main")).to_contain_text("共 0 个项目")

        for index, official in enumerate(["shenhe", "fushen"]):
            reviewer = city.page(browser)
            stage.sign_in_official(reviewer, official)
            reviewer.goto(f"/office/cases/{case}")
            expect(reviewer.locator("main")).to_contain_text("承诺书和申请表")
            if index == 0:
                stage.shot(reviewer, "developer-6-review")
                link = reviewer.get_by_role("link", name=re.compile("成果报告")).first.get_attribute("href")
                assert reviewer.request.get(link).body().startswith(PDF)
            reviewer.get_by_role("button", name=re.compile("^通过")).click()
            if index == 0:
                # The same official can't be the second.
                reviewer.get_by_role("button", name=re.compile("^通过")).click()
                expect(reviewer.locator("body")).to_contain_text("另一位")
        page.goto(f"/cases/{case}")
        expect(page.locator("main")).to_contain_text("已办结", timeout=20000)
        page.goto(project)
        expect(page.locator("dl.figures")).to_contain_text(str(len(rows) - 1))
        stage.shot(page, "developer-7-listed")

        public.goto(f"/projects?q={name}")
        expect(public.locator("main")).to_contain_text("可自行办理")
        phone = city.page(browser, phone=True)
        stage.sign_in_citizen(phone, buyer, to="/apply/transfer.presold.by-buyer")
        # Off the list and on it again: everybody reads why, and nobody registers alone meanwhile.
        registrar = city.page(browser)
        stage.sign_in_official(registrar, "dengji", to="/office/projects")
        registrar.get_by_role("link", name=name).click()
        registrar.get_by_role("button", name="暂停自行办理").click()
        expect(registrar.get_by_role("alert")).to_contain_text("原因")
        registrar.get_by_label("原因").fill("人民法院裁定受理开发企业的破产申请")
        registrar.get_by_role("button", name="暂停自行办理").click()
        expect(registrar.locator("main")).to_contain_text("已暂停自行办理")
        stage.shot(registrar, "developer-7-suspended")
        public.goto(f"/projects?q={name}")
        public.get_by_role("link", name=name).click()
        expect(public.locator("main")).to_contain_text("破产申请")
        phone.reload()
        expect(phone.locator("main")).to_contain_text("项目已暂停自行办理")
        registrar.get_by_label("原因").fill("破产申请已被驳回")
        registrar.get_by_role("button", name="恢复自行办理").click()
        expect(registrar.locator("main")).to_contain_text("破产申请已被驳回")
        letter(city, page, public, project, developer["name"])
        phone.reload()
        phone.get_by_role("button", name="选择").first.click()
        sign_and_submit(phone, buyer["name"])
        expect(phone.locator("main")).to_contain_text("请缴纳登记费")
        pay(phone)
        expect(phone.locator(".certificate").first).to_be_visible(timeout=20000)
        page.goto(project)
        figures = page.locator("dl.figures").inner_text().split()
        assert figures.count("1") == 2, figures
        stage.shot(page, "developer-8-sold")
        small = city.page(browser, phone=True)
        stage.sign_in_citizen(small, developer, to="/developer/projects")
        stage.shot(small, "developer-9-phone-list")
        small.goto(project)
        stage.shot(small, "developer-9-phone-project")
        # Refusals are meant: the browser reports each as a failed load.
        problems = [problem for problem in city.problems if "Failed to load resource" not in problem]
        assert not problems, problems
        browser.close()
        city.verify()
    print("developer: 1 passed, 0 failed")


main()
