import HTTPTypes
import Testing

@testable import Portal

@Suite("What people read when something goes wrong") struct ProblemPageTests {
    private static let visitor = Visitor(signedIn: nil, formToken: nil, requestID: "7f3a", path: "")

    @Test(
        "every refusal says what happened, what to do now, and by which number to ask",
        arguments: [
            (Problem(PortalError.notFound), "404", "请检查地址"), (Problem(PortalError.forgedRequest), "403", "刷新后重新提交"),
            (Problem(PortalError.forbidden), "403", "换一个账号"), (Problem(PortalError.signInRequired), "401", "重新登录"),
            (Problem(PortalError.tooManyRequests(retryAfter: 9)), "429", "稍等片刻"), (Problem.internalError, "500", "不要重复提交"),
            (Problem(.serviceUnavailable, code: "department-unavailable", title: "暂时取不到部门数据", detail: "d"), "503", "几分钟后"),
            (Problem(.conflict, code: "not-possible-now", title: "现在不能这样办理", detail: "d"), "409", "查看最新进度"),
        ])
    func refusal(_ problem: Problem, _ status: String, _ advice: String) {
        let page = ProblemMarkup.page(problem, Self.visitor).text
        #expect(page.contains("<p class=\"code\">\(status)</p>"))
        #expect(page.contains("<h1>\(problem.title)</h1>"))
        #expect(page.contains(advice))
        #expect(page.contains("7f3a"))
        #expect(page.contains("href=\"/\""))
    }

    @Test("nothing of a refusal's words becomes markup, and its statute is told")
    func escaped() {
        let problem = Problem(.conflict, code: "c", title: "<b>", detail: "<script>", statute: "《民法典》第二百零九条")
        let page = ProblemMarkup.page(problem, Self.visitor).text
        #expect(!page.contains("<script>") && !page.contains("<h1><b>"))
        #expect(page.contains("依据：《民法典》第二百零九条"))
    }
}
