/// The rules about when a service is the right one, and about what opens it.
extension ServiceRules {
    func checkSuits() {
        for suit in service["suits"]?.items ?? [] {
            guard let fact = suit["fact"]?.text.flatMap(SuitFact.init(rawValue:)) else { continue }
            let known = fact.values.map(\.value)
            for value in suit["is"]?.items ?? [] where !known.contains(value.text ?? "") { unknown("“\(fact.chinese)”的情形", value, among: known) }
            if let values = suit["is"], Set(known) == Set(values.items.compactMap(\.text)) { conflict("列出了全部情形，这一条没有意义。", at: values) }
        }
        if let several = service["several-units"], several.flag == true, service["subject"]?.text != ServiceSubject.unit.rawValue {
            conflict("只有以不动产单元为对象的服务可以一并办理多个单元。", at: several)
        }
        // The registry applies for nobody: whoever confirms is the one who may ask alone (条例 14).
        if let source = service["opened-by"], isSound("applicants"), !(service["applicants"]?.items ?? []).contains(where: { $0["alone"]?.flag == true }) {
            conflict("由机构的确认直接开始办理的服务，须有可以单独申请的申请人。", at: source)
        }
    }
}
