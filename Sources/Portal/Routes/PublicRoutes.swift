import Casework
import Catalogue
import Hummingbird
import Identity
import Register
import Storage

/// What anybody may see: the first page, and what the registry says about itself.
///
/// | method | path                  | what                                                     |
/// | ------ | --------------------- | -------------------------------------------------------- |
/// | GET    | /                     | home: search, common tasks, figures                      |
/// | GET    | /about, /accessibility| what is trusted and how it is kept                       |
struct PublicRoutes: RouteGroup {
    let desk: Desk
    private let figures = HomeFigures()

    init(desk: Desk) { self.desk = desk }

    func addRoutes(to table: inout RouteTable) {
        table.anyone(.page("home", .get, Paths.home.template, .viewPublicPages, "首页"), home)
        table.anyone(.page("about", .get, PathTemplate("/about"), .viewPublicPages, "关于与安全"), about)
        table.anyone(.page("accessibility", .get, PathTemplate("/accessibility"), .viewPublicPages, "无障碍声明"), accessibility)
    }

    private static let featured = [
        "transfer.presold.by-buyer", "transfer.existing.sale", "query.own", "certificate.reissue", "mortgage.first", "mortgage.cancel",
    ]
    private static let words = ["办房产证", "二手房过户", "查询房产", "补证", "抵押"]

    @Sendable func home(_ request: Request, _ context: AppContext) async throws -> Response {
        let figures = try await figures.current(of: desk.office)
        let cards = Self.featured.compactMap { desk.office.catalogue.service($0) }.map(ServiceMarkup.card) + [ServiceMarkup.wizardCard]
        let quick = Self.words.map { word -> Markup in "<a href=\"\(Paths.search([("q", word)]))\">\(word)</a>" }
        let hero: Markup = """
            <div class="hero"><div class="row"><h1><span class="nowrap">不动产登记，</span><span class="nowrap">一次办成</span></h1><p>合同、完税、维修资金由系统向各部门获取。您只需核对、签名、缴费，登簿即得电子证书。</p>
            \(SearchMarkup.form(words: "", label: "搜索服务", hint: "您想办什么？", light: true))
            <p class="quick">\(quick)</p></div></div>
            """
        return desk.page(
            "不动产登记", context, hero: hero,
            """
            <h2>常办服务</h2><ul class="grid">\(cards)</ul><p><a href="/services">全部服务</a></p>
            <h2>怎样办理</h2><ol class="process"><li><h3>选房屋</h3><p>登录后，系统列出您已备案的合同和名下的不动产，直接选择即可。</p></li><li><h3>核对</h3><p>材料由住建、税务、公安等部门提供，逐项列明来源和时间。</p></li><li><h3>签名缴费</h3><p>在手机上签署申请，缴纳登记费。全程不强制人脸识别。</p></li><li><h3>取证</h3><p>登簿即发证。扫证书上的二维码，用自己的浏览器就能验证登记簿确有此登记。</p></li></ol>
            <h2>登记簿今日</h2><dl class="figures"><div><dt>登记簿页</dt><dd>\(grouped(figures.units))</dd></div><div><dt>可自行办理的项目</dt><dd>\(grouped(figures.listed))</dd></div><div><dt>网上已办结</dt><dd>\(grouped(figures.done))</dd></div></dl>
            """)
    }

    private func grouped(_ value: Int64) -> String { String(Money(fen: value * 100).description.dropLast(3)) }

    @Sendable func about(_ request: Request, _ context: AppContext) async throws -> Response {
        desk.page(
            "关于与安全", context, width: .narrow,
            """
            <h1>关于与安全</h1><p class="lead">不动产登记簿是物权归属和内容的根据（《民法典》第二百一十六条）。本平台让每一笔登记都能被任何人验证，而不必相信我们。</p>
            <h2>怎样做到可以验证</h2><p>每一笔登记在写入登记簿的同时写入一份只能追加的公开日志。日志不含姓名、证件号等个人信息，只含加盐的摘要。证书上的二维码打开查验页，由您自己的浏览器核对日志签名和路径。<a href="/log">日志现状和区块链存证</a></p>
            <div class="card">\(Parts.facts([("日志名称", "<code>\(desk.office.sequencer.origin)</code>"), ("日志公钥", "<code>\(desk.logKey)</code>"), ("电子印章", "<a href=\"/seal-chain.pem\">下载印章证书链</a>")]))</div>
            <h2>个人信息</h2><p>姓名、证件号码和电话加密保存。工作人员查看个人信息须写明用途，每一次查看都有记录，您可以在“谁看过我的信息”中看到。登录从不强制人脸识别（《个人信息保护法》第十六条、第二十九条）。</p>
            <h2>自动审核</h2><p>系统只在全部核验通过时自动登簿。凡有疑点一律转人工，系统不会自动作出不予登记的决定（《个人信息保护法》第二十四条）。</p>
            <h2>费用</h2><p>登记费由非税收入缴款平台收取，本平台不经手资金。办结前撤回或者不予登记的，已缴费用原路退回。</p>
            """)
    }

    @Sendable func accessibility(_ request: Request, _ context: AppContext) async throws -> Response {
        desk.page(
            "无障碍声明", context, width: .narrow,
            """
            <h1>无障碍声明</h1><p class="lead">本网站按照 WCAG 2.2 AA 级建设，任何人都应当能够自己办完登记。</p>
            <h2>您可以</h2><ul><li>点击页面右上角的“大字版”，放大全部文字；选择会被浏览器记住。</li><li>只用键盘完成全部操作：按 Tab 键移动，按回车键确认；第一次按 Tab 键可以跳到正文。</li><li>用读屏软件阅读每一页：标题、地标、表单说明和错误提示都有标注。</li><li>不用脚本也能办理全部业务；进度页在不用脚本时请手动刷新，签名只需键入姓名。</li></ul>
            <h2>仍有不便</h2><p>可以到任一登记窗口办理，窗口设有老年人、残疾人优先席；家人可以凭委托书代办。</p>
            """)
    }
}
