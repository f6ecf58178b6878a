import Catalogue

/// The owners by the register from whom a judgment or an award takes the right, as the taker named them after the document: it changes what it names, and
/// whoever owns beside them keeps what they have (民法典 229, 298).
enum JudgmentLosers {
    static let field = "losing"
    /// How much of each one's right passes; all of it where nothing is said.
    static let part = "losing-part"
}

extension ServiceDefinition {
    /// The field in which a taker names those whom the document takes the right from; nil where no document does.
    var loserField: String? { form.first { $0.name == JudgmentLosers.field && $0.type == .owners }?.name }
}
