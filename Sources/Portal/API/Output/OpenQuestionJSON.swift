import Casework
import Catalogue

/// What a form still lacks before anybody can sign, and for whom the case waits.
enum OpenQuestionJSON {
    static let property: Schema.Property = .required(
        "open_questions",
        .array(
            .object(
                "OpenQuestion", "一项还没有填好的内容", [
                    .required("name", .string, "名称，作为 answers 的键"), .required("label", .string, "标签"),
                    .required("by", .array(.string), "由哪些身份的申请人填写；为空的，参加申请的各方都可以填写"), .required("message", .string, "说明"),
                ])), "提交之前还没有填好的内容")

    static func write(_ state: CaseState, _ service: ServiceDefinition, to json: inout JSONWriter) {
        // Once handed in the form is what was signed.
        let problems = state.available.contains(.answer) ? CaseForm(service, state).problems : []
        json.array("open_questions", problems) { json, problem in
            json.object { json in
                json.field("name", problem.field.name)
                json.field("label", problem.field.label)
                json.strings("by", problem.field.by)
                json.field("message", problem.message)
            }
        }
    }
}
