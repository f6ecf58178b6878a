/// One thing that may be asked of a department, or told to it: a typed question and a typed answer.
package protocol Contract: Sendable {
    associatedtype Request: Codable & Sendable & Hashable
    associatedtype Answer: Codable & Sendable & Hashable
    /// `department.matter`, as it stands in addresses and service files.
    static var name: String { get }
    static var department: Department { get }
    /// The law that allows the data to be asked for or passed on (个人信息保护法 13, 34).
    static var legalBasis: String { get }
    /// How long an answer is waited for.
    static var deadlineSeconds: Double { get }
    /// Whether the answer speaks of what was asked for: the same person, unit, project or order. A signature proves who says
    /// something, not that it was meant for this question; an answer about somebody else is never taken for one about this.
    static func isAbout(_ request: Request, _ answer: Answer) -> Bool
}

extension Contract {
    package static var deadlineSeconds: Double { 5 }
    package static var legalBasis: String { "《不动产登记暂行条例》第二十四条" }
}

extension Contract where Answer == Acknowledged {
    /// A receipt says nothing of its own; the envelope binds it to its message.
    package static func isAbout(_ request: Request, _ answer: Acknowledged) -> Bool { !answer.receipt.isEmpty }
}

/// An answer that says no more than that the message has arrived.
package struct Acknowledged: Codable, Hashable, Sendable {
    /// The receiver's own number for what it did.
    package var receipt: String
    /// What the sender should know besides: the place in line, what was not carried out.
    package var note: String?
    package init(receipt: String, note: String? = nil) {
        self.receipt = receipt
        self.note = note
    }
}
