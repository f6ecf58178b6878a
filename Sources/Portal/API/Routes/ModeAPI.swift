import Casework
import Catalogue
import Hummingbird
import Identity
import Register

/// The wizard for programs: the same facts, questions and reasons as on the page.
///
/// | method | path                   | role      | what                                                            |
/// | ------ | ---------------------- | --------- | --------------------------------------------------------------- |
/// | GET    | /api/v1/transfer-ways  | everybody | which service suits, why the others don't, what is still asked  |
struct ModeAPI: RouteGroup {
    let desk: Desk
    /// As for a unit's public facts: one after another would copy the register.
    private static let rate = RateLimit(burst: 30, perMinute: 30)

    private static let fact = Schema.object(
        "SuitFact", "判断办理方式的一项事实", [
            .required("fact", .cases(SuitFact.self), "代码"), .required("name", .string, "名称"), .required("value", .string, "情形"),
            .required("label", .string, "情形的名称"), .required("registered", .boolean, "登记簿记载，不用回答"),
        ])
    private static let question = Schema.object(
        "SuitQuestion", "还要回答的一个问题", [
            .required("fact", .cases(SuitFact.self), "作为查询参数的名称"), .required("name", .string, "问题"), .required("options", .array(NamedJSON.schema("SuitOption")), "可以选择的回答"),
        ])
    private static let mode = Schema.object(
        "TransferWay", "一种办理方式", [
            .required("service", NamedJSON.schema("WayService"), "服务"), .required("suits", .oneOf(["yes", "maybe", "no"]), "适合；回答完才知道；不适合"),
            .required("because", .array(.string), "适合的理由"),
            .required("against", .array(.object("WayObjection", "不适合的理由", [.required("fact", .cases(SuitFact.self), "哪项事实"), .required("says", .string, "说明")])), "不适合的理由"),
        ])
    private static let response = Schema.object(
        "TransferWays", "过户方式", [
            .optional("right", .string, "适合的服务编号；还有问题没有回答，或者没有适合的，则没有"), .required("questions", .array(question), "还要回答的问题，按顺序"),
            .required("facts", .array(fact), "已经知道的"), .required("ways", .array(mode), "全部方式，适合的在前"),
            .optional("role", .string, "您在适合的服务中的身份"), .required("mortgagees", .array(.string), "现在的抵押权人；与本人无关的为空"),
            .required("notes", .array(.object("WayNote", "办理之前请留意", [.required("says", .string, "说明"), .required("statute", .string, "依据")])), "与本人有关的登记簿页上（本人是权利人，或者凭备案合同买受的），办理之前请留意的"),
        ])

    func addRoutes(to table: inout RouteTable) {
        table.anyone(
            .api(
                "api.transferWays", .get, Paths.apiWays.template, .viewPublicPages, "过户方式向导",
                query: [ModeRequest.unitParameter] + ModeRequest.parameters, response: Self.response, rate: Self.rate), show)
    }

    @Sendable func show(_ request: Request, _ context: AppContext) async throws -> Response {
        let wish = try ModeRequest(request.checkedQuery(in: context))
        let party = context.signedIn?.party
        let modes = try await desk.modes(wish, for: party?.id)
        let (lends, keeps) = (context.signedIn?.may(.applyAsBank) == true, context.signedIn?.may(.keepMoney) == true)
        let role = modes.advice.right.flatMap { right in party.flatMap { modes.role(in: right.service, for: ApplicantKind($0.kind), lends: lends, keeps: keeps) } }
        return .json { json in
            json.optional("right", modes.advice.right?.service.id)
            json.array("questions", modes.advice.questions) { json, fact in
                json.object { json in
                    json.field("fact", fact.rawValue)
                    json.field("name", "\(fact.chinese)？")
                    json.array("options", fact.values) { json, option in
                        json.object { json in
                            json.field("code", option.value)
                            json.field("name", option.label)
                        }
                    }
                }
            }
            json.array("facts", SuitFact.allCases.compactMap { fact in modes.facts[fact].map { (fact, $0) } }) { json, known in
                json.object { json in
                    json.field("fact", known.0.rawValue)
                    json.field("name", known.0.chinese)
                    json.field("value", known.1)
                    json.field("label", known.0.values.first { $0.value == known.1 }?.label ?? known.1)
                    json.field("registered", modes.registered.contains(known.0))
                }
            }
            json.array("ways", modes.advice.modes) { json, mode in json.object { Self.write(mode, isRight: mode.service.id == modes.advice.right?.service.id, to: &$0) } }
            json.optional("role", role?.role)
            json.strings("mortgagees", modes.unit?.mortgagees ?? [])
            json.array("notes", modes.notes) { json, note in
                json.object { json in
                    json.field("says", note.says)
                    json.field("statute", note.statute)
                }
            }
        }
    }

    private static func write(_ mode: ModeWizard.Mode, isRight: Bool, to json: inout JSONWriter) {
        NamedJSON.write("service", mode.service.id, mode.service.name, to: &json)
        json.field("suits", isRight || mode.fits ? "yes" : mode.isPossible ? "maybe" : "no")
        json.strings("because", mode.because)
        json.array("against", mode.against) { json, objection in
            json.object { json in
                json.field("fact", objection.fact.rawValue)
                json.field("says", objection.says)
            }
        }
    }
}
